import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatchSize, smallestBatch } from '#dispatch/batchSize.ts'
import { ServiceTimes } from '#dispatch/serviceTimes.ts'

/** What a batch of so many frames takes, in ms. */
type Cost = (frames: number) => number

const fixed =
  (ms: number): Cost =>
  () =>
    ms
const linear =
  (ms: number): Cost =>
  (frames) =>
    ms * frames

const settled: readonly (readonly [what: string, costs: readonly Cost[], fps: number, size: number])[] = [
  ['an engine that takes 40 ms whatever the batch', [fixed(40)], 30, 2],
  ['one that takes 100 ms whatever the batch', [fixed(100)], 30, 4],
  ['an engine that is fast enough with single frames', [linear(10)], 30, 1],
  ['one that takes 30 ms and 8 ms more for each frame', [(n) => 30 + 8 * n], 30, 2],
  ['an engine for which a larger batch brings nothing', [linear(40)], 30, 1],
  ['an engine for which a larger batch brings next to nothing', [(n) => 1 + 60 * n], 30, 1],
  ['two workers that share the work', [fixed(60), fixed(60)], 30, 1],
  ['two workers that are too slow for single frames', [fixed(80), fixed(80)], 30, 2],
  ['a fast and a slow worker', [fixed(200), fixed(25)], 30, 1],
]
for (const [what, costs, fps, size] of settled) {
  test(`at ${fps} fps, ${what}: batches of ${size}`, () => {
    const workers = costs.map(() => ({ service: new ServiceTimes() }))
    const sizes: number[] = []
    for (let round = 0; round < 20; round++) {
      const chosen = smallestBatch(workers, fps)
      sizes.push(chosen)
      for (const [i, { service }] of workers.entries()) work(service, chosen, costs[i])
    }
    assert.deepEqual(sizes.slice(-10), Array(10).fill(size), sizes.join())
  })
}

test('when no size keeps up, the smallest that comes close to the best is taken', () => {
  const worker = { service: new ServiceTimes() }
  for (const frames of [1, 2, 4, 8, 16]) work(worker.service, frames, (n) => 400 + 10 * n)
  const size = smallestBatch([worker], 240)
  assert.ok(size >= 12 && size <= 16, `${size}`)
})

test('with nobody there, or nothing known, single frames are tried first', () => {
  assert.equal(smallestBatch([], 30), 1)
  assert.equal(smallestBatch([{ service: new ServiceTimes() }], 30), 1)
})

test('a newcomer is taken to be like the others: the batches do not shrink until it is measured', () => {
  const worker = { service: new ServiceTimes() }
  for (const frames of [1, 2, 3, 4, 5]) work(worker.service, frames, fixed(150))
  assert.equal(smallestBatch([worker], 30), 5)
  assert.equal(smallestBatch([worker, { service: new ServiceTimes() }], 30), 3)
})

test('what the operator sets is taken at once', () => {
  const size = new BatchSize()
  assert.equal(size.next(4, [], 30, 0), 4)
  assert.equal(size.next(7, [], 30, 1), 7)
  assert.equal(size.current, 7)
})

test('with auto a size is kept for a second before another one is chosen', () => {
  const size = new BatchSize()
  const worker = { service: new ServiceTimes() }
  assert.equal(size.next('auto', [worker], 30, 0), 1)
  for (let i = 0; i < 5; i++) work(worker.service, 1, fixed(40))
  assert.equal(size.next('auto', [worker], 30, 900), 1)
  assert.equal(size.next('auto', [worker], 30, 1100), 2)
})

function work(service: ServiceTimes, frames: number, cost: Cost): void {
  const transformMs = cost(frames)
  service.record(frames, transformMs + 2, { waitMs: 0, decodeMs: 0.1, transformMs, encodeMs: 0.1 })
}
