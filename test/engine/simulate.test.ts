import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSimulate } from '#engine/simulate.ts'
import { systemClock } from '#flow/clock.ts'
import { manualClock } from '#test/manualClock.ts'
import { batchOf, engineContract, testPictures } from './contract.ts'

engineContract(async () => openSimulate({ simulateMs: 1, clock: systemClock }))

test('a simulated batch takes as long as was asked for', async () => {
  const { clock, doneAt, start } = await simulation()
  start()
  await clock.advance(39)
  assert.deepEqual(doneAt, [])
  await clock.advance(1)
  assert.deepEqual(doneAt, [40])
})

test('a simulated GPU does one batch after the other', async () => {
  const { clock, doneAt, start } = await simulation()
  start()
  start()
  await clock.advance(20)
  start()
  await clock.advance(200)
  assert.deepEqual(doneAt, [40, 80, 120])
})

test('a simulated GPU that has been idle starts at once', async () => {
  const { clock, doneAt, start } = await simulation()
  await clock.advance(1000)
  start()
  await clock.advance(100)
  assert.deepEqual(doneAt, [1040])
})

test('closing the simulation ends a batch that is under way', async () => {
  const { clock, engine } = await simulation()
  const batch = assert.rejects(engine.transform(batchOf(testPictures({ widthPx: 8, heightPx: 8 }, 1))), /closed/)
  await clock.settle()
  await engine[Symbol.asyncDispose]()
  await batch
})

async function simulation() {
  const clock = manualClock()
  const engine = openSimulate({ simulateMs: 40, clock })
  const doneAt: number[] = []
  const start = () => {
    const batch = batchOf(testPictures({ widthPx: 8, heightPx: 8 }, 1))
    void engine.transform(batch).then(() => doneAt.push(clock.now()))
  }
  return { clock, engine, doneAt, start }
}
