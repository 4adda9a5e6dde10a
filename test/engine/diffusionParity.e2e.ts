import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DiffusionOptions, openDiffusion } from '#engine/diffusion.ts'
import type { Engine } from '#engine/engine.ts'
import { systemClock } from '#flow/clock.ts'
import { plainLooks } from '#frame/look.ts'
import { defaultParameters } from '#settings/schema.ts'
import { silentLog } from '#telemetry/log.ts'
import { type Expected, expected, fixtureFolder, largestError } from '#test/expected.ts'
import { type FixtureName, inputOf } from '#test/pipelineCases.ts'
import { batchOf, testPictures } from './contract.ts'

const inTime = { timeout: 60_000 }

for (const fixture of ['tiny-sdxl', 'tiny-sd21'] as const) {
  const reference = expected(fixture)
  test(`${fixture}: a batch gives the pictures of diffusers`, inTime, async () => {
    await using engine = await open(fixture)
    for (const name of ['p0_seed0_n2_s0.7', 'p1_seed123_n4_s0.5', 'blend', 'strength_clamped', 'wide', 'batch3'])
      await assertParity(engine, reference, name)
  })

  for (const [prepared, what] of [
    [2, 'more pictures than were prepared for'],
    [4, 'fewer pictures than were prepared for'],
  ] as const) {
    test(`${fixture}: ${what} make no difference to any of them`, inTime, async () => {
      await using engine = await open(fixture, { waits: false })
      await engine.transform(batchOf(testPictures({ widthPx: 64, heightPx: 64 }, prepared)))
      await assertParity(engine, reference, 'batch3')
    })
  }

  test(`${fixture}: noise of half precision is drawn as torch does`, inTime, async () => {
    await using engine = await open(fixture, { noise: 'float16' })
    await assertParity(engine, reference, 'f16noise')
  })
}

test('tiny-sdxl: guidance gives the picture of diffusers, after pictures without it as well', inTime, async () => {
  await using engine = await open('tiny-sdxl')
  await assertParity(engine, expected('tiny-sdxl'), 'p0_seed0_n2_s0.7')
  await assertParity(engine, expected('tiny-sdxl'), 'cfg2')
})

test('tiny-sd21: the small autoencoder gives the picture of diffusers', inTime, async () => {
  await using engine = await open('tiny-sd21', { vae: 'tiny' })
  await assertParity(engine, expected('tiny-sd21'), 'taesd_batch3')
})

async function assertParity(engine: Engine, reference: Expected, name: string): Promise<void> {
  const { pictures, count, widthPx, heightPx, seed, ...parameters } = inputOf(reference, name)
  if (typeof seed !== 'number') throw new RangeError(`${name} has no seed of its own`)
  const pixels = new Uint8Array(new SharedArrayBuffer(pictures.length))
  pixels.set(pictures)
  const drawn = await engine.transform({
    pictures: { pixels, count, widthPx, heightPx },
    parameters: { ...defaultParameters, ...parameters, seed, fixedSeed: true },
    looks: plainLooks({ ...parameters, seed }, count),
    seqs: Array.from({ length: count }, (_, i) => i),
  })
  const levels = reference.bytes(`pipe/${name}/u8`)
  const equal = levels.reduce((sum, level, i) => sum + Number(level === drawn.pixels[i]), 0) / levels.length
  const level = largestError(drawn.pixels, levels)
  assert.ok(level <= 1 && equal >= 0.99, `${name}: ${equal} equal, up to ${level} levels off`)
}

function open(fixture: FixtureName, options: Partial<DiffusionOptions> = {}): Promise<Engine> {
  return openDiffusion({
    folder: fixtureFolder(fixture),
    ...{ provider: 'cpu', device: 0, threads: 1, precision: 'float32', vae: 'auto', noise: 'float32' },
    ...{ waits: true, clock: systemClock, log: silentLog },
    ...options,
  })
}
