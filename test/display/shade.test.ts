import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shadeOf } from '#display/shade.ts'

test('when the server is lost, its last picture stays for a while, then fades', () => {
  const after = (ms: number) => shadeOf({ sinceMono: 1000, now: 1000 + ms, holdMs: 10_000 })
  assert.deepEqual([after(0), after(10_000), after(10_750), after(11_500), after(1e9)], [0, 0, 0.5, 1, 1])
})

test('while it is there, nothing fades', () => {
  assert.equal(shadeOf({ sinceMono: undefined, now: 1e9, holdMs: 0 }), 0)
})
