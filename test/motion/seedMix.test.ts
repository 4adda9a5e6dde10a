import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_MIXED_SEEDS, type SeedMix, seedsBetween, wantedSeeds } from '#motion/seedMix.ts'

test('at the ends of the travel one seed is left', () => {
  assert.deepEqual(wantedSeeds({ seed: 7, secondSeed: 9, seedTravel: 0 }), [{ seed: 7, weight: 1 }])
  assert.deepEqual(wantedSeeds({ seed: 7, secondSeed: 9, seedTravel: 1 }), [{ seed: 9, weight: 1 }])
})

test('half way two seeds have the same weight, and the noise keeps its strength', () => {
  const mix = wantedSeeds({ seed: 7, secondSeed: 9, seedTravel: 0.5 })
  assert.deepEqual(rounded(mix), { 7: 0.71, 9: 0.71 })
})

test('the way from a seed to itself goes nowhere', () => {
  assert.deepEqual(wantedSeeds({ seed: 7, secondSeed: 7, seedTravel: 0.4 }), [{ seed: 7, weight: 1 }])
})

test('the way is even: a third of the travel is a third of the quarter turn', () => {
  const mix = wantedSeeds({ seed: 7, secondSeed: 9, seedTravel: 1 / 3 })
  assert.deepEqual(rounded(mix), { 7: 0.87, 9: 0.5 })
})

test('a travel that is taken up on the way keeps the strength of the noise everywhere', () => {
  const midway = wantedSeeds({ seed: 7, secondSeed: 9, seedTravel: 0.3 })
  for (let share = 0; share <= 1; share += 0.1) {
    assert.ok(Math.abs(strength(seedsBetween(midway, [{ seed: 7, weight: 1 }], share)) - 1) < 1e-12)
  }
})

test('no more than four seeds are mixed', () => {
  let mix: SeedMix = [{ seed: 0, weight: 1 }]
  for (let seed = 1; seed < 10; seed++) mix = seedsBetween(mix, [{ seed, weight: 1 }], 0.5)
  assert.equal(mix.length, MAX_MIXED_SEEDS)
  assert.ok(Math.abs(strength(mix) - 1) < 1e-12)
})

function strength(mix: SeedMix): number {
  return Math.hypot(...mix.map(({ weight }) => weight))
}

function rounded(mix: SeedMix): Record<string, number> {
  return Object.fromEntries(mix.map(({ seed, weight }) => [seed, Math.round(weight * 100) / 100]))
}
