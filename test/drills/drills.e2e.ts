import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { allDrills } from './allDrills.ts'

/** A picture may stand still for so long when a process has to be started again, on a busy machine, in ms. */
const LONGEST_GAP_MS = 15_000
const rows: string[] = []

after(() => {
  console.log(
    [
      '',
      '| what goes wrong | longest gap | pictures lost | what brings it back |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
  )
})

for (const { name, skip = false, run } of allDrills) {
  test(`${name}: the show comes back without a person`, { skip }, async (t) => {
    const { gapMs, lost, how } = await run(t)
    rows.push(`| ${name} | ${gapMs} ms | ${lost} | ${how} |`)
    assert.ok(gapMs < LONGEST_GAP_MS, `a gap of ${gapMs} ms`)
  })
}
