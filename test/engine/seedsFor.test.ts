import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seedsFor } from '#engine/diffusion/seedsFor.ts'

const way = [
  { seed: 3, weight: 0.6 },
  { seed: 8, weight: 0.8 },
]

test('where every frame has noise of its own, both ends of a travel are those that single seeds would have', () => {
  const ends = [3, 8].map((seed) => seedsFor([{ seed, weight: 1 }], 40)[0].seed)
  assert.deepEqual(seedsFor(way, 40), [
    { seed: ends[0], weight: 0.6 },
    { seed: ends[1], weight: 0.8 },
  ])
})

test('the next frame has other seeds, and a frame the same ones on every worker', () => {
  const seeds = [40, 41, 42].flatMap((seq) => seedsFor(way, seq).map(({ seed }) => seed))
  assert.equal(new Set(seeds).size, 6)
  assert.deepEqual(seedsFor(way, 40), seedsFor(way, 40))
})
