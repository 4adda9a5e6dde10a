import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NoisePrecision, TorchGenerator } from '#diffusion/noise.ts'
import { expected } from '#test/expected.ts'

const fixtures = [expected('tiny-sdxl'), expected('tiny-sd21')]
const precisions = { f32: 'float32', f16: 'float16' } as const

test('a seed gives the noise that it gives in Python, to the last bit, for float16', () => {
  for (const { name, seed, wanted } of drawsOf('f16')) {
    assertSameBits(new TorchGenerator(seed).randn(wanted.length, 'float16'), wanted, name)
  }
})

test('a seed gives the noise that it gives in Python, to the last bit of an AVX2 processor, for float32', () => {
  for (const { name, seed, wanted } of drawsOf('f32')) {
    const noise = new TorchGenerator(seed).randn(wanted.length, 'float32')
    // fewer than 16 values go through the sine and logarithm of the system, which may differ in the last bit
    if (wanted.length < 16) assertWithin(noise, wanted, 5e-7, name)
    else assertSameBits(noise, wanted, name)
  }
})

test('draws of different sizes and precisions follow one another as in Python', () => {
  for (const { json, floats } of fixtures) {
    const generator = new TorchGenerator(7)
    for (const [i, draw] of (json.noise_sequence7 as Draw[]).entries()) {
      assertWithin(randn(generator, draw), floats(`noise/sequence7/${i}`), 5e-7, `draw ${i} of seed 7`)
    }
  }
})

test('passing over a draw leaves the generator where drawing would', () => {
  const draws = fixtures[0].json.noise_sequence7 as Draw[]
  for (const skipped of draws.keys()) {
    const [drawing, skipping] = [new TorchGenerator(7), new TorchGenerator(7)]
    for (const [i, draw] of draws.entries()) {
      const noise = randn(drawing, draw)
      if (i === skipped) skipping.passOver(sizeOf(draw), precisions[draw[0]])
      else assertSameBits(randn(skipping, draw), noise, `draw ${i}, without draw ${skipped}`)
    }
  }
})

test('passing over many blocks of the twister leaves the generator where drawing would', () => {
  for (const count of [16, 623, 624, 625, 1248, 5000, 36_864]) {
    const [drawing, skipping] = [new TorchGenerator(1), new TorchGenerator(1)]
    for (let again = 0; again < 3; again++) {
      drawing.randn(count, 'float32')
      skipping.passOver(count, 'float32')
      assertSameBits(skipping.randn(16, 'float32'), drawing.randn(16, 'float32'), `after ${count} values`)
    }
  }
})

test('of a long seed the low 32 bits count', () => {
  for (const { json, floats } of fixtures) {
    const wanted = floats('noise/bigseed')
    assertSameBits(new TorchGenerator(BigInt(json.bigseed)).randn(wanted.length, 'float32'), wanted, 'the long seed')
  }
  const seeds = [5, 2 ** 32 + 5, 2n ** 64n + 5n, 5 - 2 ** 32]
  const noises = seeds.map((seed) => new TorchGenerator(seed).randn(16, 'float32'))
  for (const noise of noises) assertSameBits(noise, noises[0], 'seed 5')
})

test('a seed that is no whole number is refused', () => {
  for (const seed of [0.5, Number.NaN, 2 ** 60]) {
    assert.throws(() => new TorchGenerator(seed), /^RangeError: The seed .+ is not a whole number/)
  }
})

test('a draw of nothing draws nothing, and one of less is refused', () => {
  const generator = new TorchGenerator(0)
  assert.equal(generator.randn(0, 'float32').length, 0)
  assertSameBits(generator.randn(16, 'float32'), new TorchGenerator(0).randn(16, 'float32'), 'seed 0')
  for (const count of [-1, 1.5, Number.NaN]) {
    assert.throws(() => generator.randn(count, 'float32'), RangeError)
    assert.throws(() => generator.passOver(count, 'float16'), RangeError)
  }
})

type Draw = readonly ['f32' | 'f16', readonly number[]]

/** Draws of one tensor from a fresh generator: `noise/seed123/f16/4x8x8`. */
function drawsOf(kind: 'f32' | 'f16') {
  const draws = fixtures.flatMap(({ names, floats }) =>
    names.flatMap((name) => {
      const seed = new RegExp(`^noise/seed(\\d+)/${kind}/`).exec(name)?.[1]
      return seed === undefined ? [] : [{ name, seed: Number(seed), wanted: floats(name) }]
    }),
  )
  assert.equal(draws.length, 44)
  return draws
}

function randn(generator: TorchGenerator, draw: Draw): Float32Array {
  const precision: NoisePrecision = precisions[draw[0]]
  return generator.randn(sizeOf(draw), precision)
}

function sizeOf([, shape]: Draw): number {
  return shape.reduce((size, length) => size * length, 1)
}

function assertSameBits(actual: Float32Array, wanted: Float32Array, what: string): void {
  assert.equal(actual.length, wanted.length, what)
  const different = actual.findIndex((value, i) => !Object.is(value, wanted[i]))
  assert.equal(different, -1, `${what}: value ${different} is ${actual[different]}, not ${wanted[different]}`)
}

function assertWithin(actual: Float32Array, wanted: Float32Array, error: number, what: string): void {
  assert.equal(actual.length, wanted.length, what)
  const different = actual.findIndex((value, i) => !(Math.abs(value - wanted[i]) <= error))
  assert.equal(different, -1, `${what}: value ${different} is ${actual[different]}, not ${wanted[different]}`)
}
