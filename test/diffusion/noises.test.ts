import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NoisePlan } from '#diffusion/noisePlan.ts'
import { type NoiseRequest, Noises } from '#diffusion/noises.ts'
import type { SeedMix } from '#frame/look.ts'
import { largestError, stdOf } from '#test/expected.ts'

/** Of a picture of 1024x576. */
const LATENT_SIZE = 4 * 72 * 128
/** An ancestral schedule: all but the last step add noise. */
const ancestral = [
  { drawsNoise: true, noise: 0.6 },
  { drawsNoise: true, noise: 0 },
]

test('on the way from one seed to another the noise keeps its variance, all along', () => {
  const noises = new Noises()
  for (let share = 0; share <= 1; share += 0.125) {
    const plan = drawn(noises, { seed: [way(1, 2, share), way(1, 2, share)] })
    for (const noise of partsOf(plan)) assert.ok(Math.abs(stdOf(noise) - 1) < 0.01, `${share}: ${stdOf(noise)}`)
  }
  const four = [3, 4, 5, 6].map((seed) => ({ seed, weight: 0.5 }))
  for (const noise of partsOf(drawn(noises, { seed: [four, four] }))) assert.ok(Math.abs(stdOf(noise) - 1) < 0.01)
})

test('both ends of the way are the noises of the seeds themselves, to the bit', () => {
  for (const alone of [false, true]) {
    const between = drawn(new Noises(), { seed: [way(1, 2, 0), way(1, 2, 1)], alone })
    const [first, second] = [1, 2].map((seed) =>
      drawn(new Noises(), { seed: alone ? [sole(seed), sole(seed)] : seed, alone }),
    )
    assertSame(placesOf(between, 0), placesOf(first, 0))
    assertSame(placesOf(between, 1), placesOf(second, 1))
  }
})

test('a mix of one seed is that seed, to the bit, and the very same numbers as without a mix', () => {
  const noises = new Noises()
  const plain = drawn(noises, { seed: 7 })
  const nothing = { seed: 8, weight: 0 }
  for (const mix of [sole(7), [...sole(7), nothing], [nothing, ...sole(7)]]) {
    assert.ok(drawn(noises, { seed: [mix, mix] }) === plain)
  }
})

test('what is mixed is the sum of the noises that each seed has at the same place', () => {
  const [a, b] = [1, 2].map((seed) => drawn(new Noises(), { seed }))
  const mixed = drawn(new Noises(), { seed: [way(1, 2, 0.3), way(1, 2, 0.6)] })
  for (const [i, share] of [0.3, 0.6].entries()) {
    const [{ weight: wa }, { weight: wb }] = way(1, 2, share)
    const wanted = placesOf(a, i).map((noise, k) => noise.map((value, n) => value * wa + placesOf(b, i)[k][n] * wb))
    for (const [k, noise] of placesOf(mixed, i).entries()) assert.ok(largestError(noise, wanted[k]) < 1e-6)
  }
})

test('each seed of a travel is drawn once, and a mix that is held is not added up again', () => {
  const noises = new Noises()
  const ends = [1, 2].map((seed) => drawn(noises, { seed }))
  for (const share of [0.1, 0.2, 0.3]) drawn(noises, { seed: [way(1, 2, share), way(1, 2, share)] })
  const held = drawn(noises, { seed: [way(1, 2, 0.4), way(1, 2, 0.5)] })
  assert.ok(drawn(noises, { seed: [way(1, 2, 0.4), way(1, 2, 0.5)] }) === held)
  assert.ok(drawn(noises, { seed: 1 }) === ends[0])
  assert.ok(drawn(noises, { seed: 2 }) === ends[1])
})

test('after many seeds the first ones are forgotten: no more than 64 MB are kept', () => {
  const noises = new Noises()
  const large = { part: { first: 0, count: 32, of: 32 }, steps: [], drawsPosterior: true }
  const first = drawn(noises, { seed: 0, ...large })
  const seen = (n: number) => drawn(noises, { seed: n, ...large })
  for (let n = 1; n <= 11; n++) seen(n)
  assert.ok(seen(0) === first)
  for (let n = 12; n <= 26; n++) seen(n)
  const again = seen(0)
  assert.ok(again !== first)
  assertSame(partsOf(again), partsOf(first))
})

test('other coefficients of the same steps draw nothing anew: strength and guidance may glide', () => {
  const noises = new Noises()
  const plan = drawn(noises, { seed: 1 })
  assert.ok(drawn(noises, { seed: 1, steps: [{ drawsNoise: true, noise: 0.61 }, ancestral[1]] }) === plan)
  assert.ok(drawn(noises, { seed: 1, steps: [ancestral[0]] }) !== plan)
})

test('a part of a batch has the mixes that its pictures have in the whole', () => {
  const seeds = [0.1, 0.2, 0.3, 0.4].map((share) => way(1, 2, share))
  const whole = drawn(new Noises(), { seed: seeds, part: { first: 0, count: 4, of: 4 } })
  const part = drawn(new Noises(), { seed: seeds.slice(2), part: { first: 2, count: 2, of: 4 } })
  for (const i of [0, 1]) assertSame(placesOf(part, i), placesOf(whole, i + 2))
})

test('noise that a picture has by itself is the same at every place of every batch', () => {
  const [one, other] = [way(1, 2, 0.2), way(3, 4, 0.7)]
  const together = drawn(new Noises(), { seed: [one, other], alone: true })
  const single = drawn(new Noises(), { seed: [other], alone: true, part: { first: 0, count: 1, of: 1 } })
  assertSame(placesOf(together, 1), placesOf(single, 0))
})

/** For two pictures, unless said otherwise. */
function drawn(noises: Noises, changes: Partial<NoiseRequest>): NoisePlan {
  return noises.of({
    seed: 0,
    part: { first: 0, count: 2, of: 2 },
    alone: false,
    latentSize: LATENT_SIZE,
    drawsPosterior: true,
    steps: ancestral,
    precision: 'float32',
    initial: 'shared',
    ...changes,
  })
}

/** To the bit; in words rather than with a list of all values. */
function assertSame(actual: readonly Float32Array[], wanted: readonly Float32Array[]): void {
  assert.deepEqual(
    actual.map(({ length }) => length),
    wanted.map(({ length }) => length),
  )
  for (const [k, noise] of actual.entries()) {
    const at = noise.findIndex((value, i) => !Object.is(value, wanted[k][i]))
    assert.equal(at, -1, `noise ${k} differs at ${at}: ${noise[at]}, not ${wanted[k][at]}`)
  }
}

function sole(seed: number): SeedMix {
  return [{ seed, weight: 1 }]
}

/** A place on the way between two seeds. @param share 0 to 1 */
function way(from: number, to: number, share: number): SeedMix {
  const angle = (share * Math.PI) / 2
  const weights = share === 1 ? [0, 1] : [Math.cos(angle), Math.sin(angle)]
  return [
    { seed: from, weight: weights[0] },
    { seed: to, weight: weights[1] },
  ]
}

function partsOf({ posterior, initial, steps }: NoisePlan): Float32Array[] {
  return [posterior, initial, ...steps].filter((noise) => noise !== undefined)
}

/** All noise of one picture. */
function placesOf(plan: NoisePlan, i: number): Float32Array[] {
  return partsOf(plan).map((noise) =>
    noise.length === LATENT_SIZE ? noise : noise.subarray(i * LATENT_SIZE, (i + 1) * LATENT_SIZE),
  )
}
