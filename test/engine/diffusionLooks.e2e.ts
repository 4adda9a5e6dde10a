import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DiffusionOptions, openDiffusion } from '#engine/diffusion.ts'
import type { Engine } from '#engine/engine.ts'
import { systemClock } from '#flow/clock.ts'
import { type Look, plainLook } from '#frame/look.ts'
import { type Pictures, pictureAt } from '#frame/pictures.ts'
import { defaultParameters, type Parameters } from '#settings/schema.ts'
import { silentLog } from '#telemetry/log.ts'
import { fixtureFolder } from '#test/expected.ts'
import { onCpu } from '#test/onCpu.ts'
import type { FixtureName } from '#test/pipelineCases.ts'
import { batchOf, testPictures } from './contract.ts'

const SIZE = { widthPx: 64, heightPx: 64 }
const FRAMES = 4
const inTime = { timeout: 60_000 }

for (const fixture of ['tiny-sdxl', 'tiny-sd21'] as const) {
  for (const parameters of [{}, { fixedSeed: false }, { guidanceScale: 2 }]) {
    const how = JSON.stringify(parameters)
    test(
      `${fixture}: two workers agree on every frame of a cross-fade, however it is batched: ${how}`,
      inTime,
      async () => {
        await using one = await open(fixture, smallest(fixture))
        await using other = await open(fixture, smallest(fixture))
        const looks = Array.from({ length: FRAMES }, (_, i) => lookAt((i + 1) / (FRAMES + 1)))
        const together = await drawn(one, looks, 10, parameters)
        const inParts = [
          ...(await drawn(other, looks.slice(0, 1), 10, parameters)),
          ...(await drawn(other, looks.slice(1), 11, parameters)),
        ]
        for (const i of looks.keys()) assertAlike(inParts[i], together[i])
        assert.ok(difference(together[0], together[3]) > 1, 'the frames differ')
      },
    )
  }

  test(
    `${fixture}: a cross-fade and a seed travel begin and end at the plain pictures, to the bit`,
    inTime,
    async () => {
      await using engine = await open(fixture)
      for (const parameters of [{}, { fixedSeed: false }]) {
        const plain = [0, 1].map((share) => plainLook({ prompt: PROMPTS[share], seed: SEEDS[share] }))
        const ends = await drawn(engine, [plain[0], plain[0]], 0, parameters)
        assert.deepEqual(await drawn(engine, [lookAt(0), lookAt(0)], 0, parameters), ends)
        const others = await drawn(engine, [plain[1], plain[1]], 0, parameters)
        assert.deepEqual(await drawn(engine, [lookAt(1), lookAt(1)], 0, parameters), others)
        const mixed = await drawn(engine, [lookAt(0), lookAt(1)], 0, parameters)
        assert.deepEqual(mixed, [ends[0], others[1]])
      }
    },
  )

  test(`${fixture}: halfway, prompts and seeds are both on their way`, inTime, async () => {
    await using engine = await open(fixture)
    const half = lookAt(0.5)
    const [from] = [lookAt(0)]
    const looks = [from, { ...from, prompts: half.prompts }, { ...from, seeds: half.seeds }, half]
    const pictures = await drawn(engine, looks, 0)
    for (const [i, picture] of pictures.entries()) {
      for (const other of pictures.slice(i + 1)) assert.notDeepEqual(picture, other)
    }
  })
}

// the large autoencoder draws noise before all other, for the whole batch: as in diffusers, a batch of another size has other noise
const smallest = (fixture: FixtureName) => ({ vae: fixture === 'tiny-sd21' ? 'tiny' : 'auto' }) as const
const PROMPTS = ['a watercolour of the sea', 'a city at night, neon']
const SEEDS = [3, 8]

/** A place on the way between two prompts and two seeds. @param share 0 to 1 */
function lookAt(share: number): Look {
  const angle = (share * Math.PI) / 2
  const [cos, sin] = share === 1 ? [0, 1] : [Math.cos(angle), Math.sin(angle)]
  return {
    prompts: [1 - share, share].map((weight, i) => ({ text: PROMPTS[i], weight })),
    seeds: [cos, sin].map((weight, i) => ({ seed: SEEDS[i], weight })),
  }
}

/** The same picture for each look, redrawn. */
async function drawn(engine: Engine, looks: readonly Look[], seq: number, parameters: Partial<Parameters> = {}) {
  const pictures: Pictures = testPictures(SIZE, looks.length)
  const batch = { ...batchOf(pictures, { ...defaultParameters, ...parameters }, seq), looks }
  const answer = await engine.transform(batch)
  return looks.map((_, i) => pictureAt(answer, i).slice())
}

/** Sums may be rounded in another order in a batch of another size: a level here and there. */
function assertAlike(a: Uint8Array, b: Uint8Array): void {
  const furthest = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)
  assert.ok(furthest <= 1 && difference(a, b) < 0.01, `up to ${furthest} levels off, ${difference(a, b)} on average`)
}

function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length
}

function open(fixture: FixtureName, options: Partial<DiffusionOptions> = {}): Promise<Engine> {
  const folder = fixtureFolder(fixture)
  return openDiffusion({ ...onCpu, folder, waits: true, clock: systemClock, log: silentLog, ...options })
}
