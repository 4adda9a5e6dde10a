import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { encode } from 'fast-png'
import { pngToRgb } from '#source/pngToRgb.ts'
import { expected, fixtureFolder } from '#test/expected.ts'
import { startProgram } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

// from outside, as everybody can measure it: PNGs in, PNGs out, held against the pictures of the reference
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const timeout = 120_000
const reference = expected('tiny-sdxl')

const CASES: Readonly<Record<string, readonly string[]>> = {
  'p0_seed0_n2_s0.7': [],
  'p1_seed123_n4_s0.5': [],
  wide: [],
  strength_clamped: [],
  cfg2: [],
  batch3: ['--batch_size', '3'],
  f16noise: ['--batch_size', '3', '--noise', 'float16'],
}

for (const [name, flags] of Object.entries(CASES)) {
  test(`i2i render draws the pictures of the reference: ${name}`, { timeout }, async (t) => {
    const { steps, strength, seed, guidance_scale, prompts, input } = reference.json.pipe[name]
    const { folder, count } = inputFolder(t, input)
    const numbers = ['--steps', `${steps}`, '--strength', `${strength}`, '--seed', `${seed}`]
    const model = ['--engine', 'diffusion', '--model', fixtureFolder('tiny-sdxl'), '--provider', 'cpu']
    const look = ['--prompt', prompts[0], '--guidance', `${guidance_scale}`, ...numbers, ...flags]
    await using program = startProgram([MAIN, 'render', folder, `${folder}/out`, ...model, ...look])
    assert.deepEqual(await program.ended, { code: 0, signal: null }, program.said())
    const drawn = Array.from(
      { length: count },
      (_, i) => pngToRgb(readFileSync(join(folder, 'out', `${i}.png`))).pixels,
    )
    assertSame(Buffer.concat(drawn), reference.bytes(`pipe/${name}/u8`))
  })
}

/** Writes the inputs of a case, told as `img/64x64/u8[0,1,0]`, as PNGs. */
function inputFolder(t: TestContext, input: string): { folder: string; count: number } {
  const [, name = '', indices = ''] = /^(.*)\[(.*)\]$/.exec(input) ?? []
  const [, height = 0, width = 0] = reference.shape(name)
  const all = reference.bytes(name)
  const bytes = height * width * 3
  const folder = join(temporaryFolder(t), 'in')
  mkdirSync(folder)
  const chosen = indices.split(',').map(Number)
  for (const [i, from] of chosen.entries()) {
    const data = all.subarray(from * bytes, (from + 1) * bytes)
    writeFileSync(join(folder, `${i}.png`), encode({ width, height, channels: 3, data }))
  }
  return { folder, count: chosen.length }
}

/** At most one level off, and 99 % equal: a last bit of a float can tip a value over to the next level. */
function assertSame(actual: Uint8Array, wanted: Uint8Array): void {
  assert.equal(actual.length, wanted.length)
  const errors = wanted.map((value, i) => Math.abs(value - (actual[i] as number)))
  assert.ok(
    errors.every((error) => error <= 1),
    `${Math.max(...errors)} levels off`,
  )
  const equal = errors.filter((error) => error === 0).length / errors.length
  assert.ok(equal >= 0.99, `only ${(equal * 100).toFixed(2)} % equal`)
}
