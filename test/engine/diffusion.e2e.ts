import assert from 'node:assert/strict'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DiffusionOptions, openDiffusion } from '#engine/diffusion.ts'
import { systemClock } from '#flow/clock.ts'
import { pictureAt } from '#frame/pictures.ts'
import type { Parameters } from '#settings/schema.ts'
import { silentLog } from '#telemetry/log.ts'
import { fixtureFolder } from '#test/expected.ts'
import { onCpu } from '#test/onCpu.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { batchOf, engineContract, longestStretchMs, testPictures } from './contract.ts'

const SMALL = { widthPx: 64, heightPx: 64 }
/** For what would wait for ever if it were broken. */
const inTime = { timeout: 60_000 }

engineContract(() => open(), { large: { widthPx: 256, heightPx: 144 } })

test(
  'the thread that uses it computes for no more than a few ms at a stretch, from opening to closing',
  inTime,
  async () => {
    const worstMs = await longestStretchMs(async () => {
      const engine = await open()
      await engine.transform(batchOf(testPictures({ widthPx: 256, heightPx: 144 }, 2)))
      await engine.transform(batchOf(testPictures({ widthPx: 128, heightPx: 72 }, 2)))
      await engine[Symbol.asyncDispose]()
    })
    assert.ok(worstMs < 30, `computed for ${worstMs.toFixed(1)} ms`)
  },
)

test(
  'with a fixed seed a picture looks the same wherever it stands, otherwise every frame has its own noise',
  inTime,
  async () => {
    await using engine = await open()
    const [first, second] = await pictures(engine, { fixedSeed: true }, 0)
    assert.deepEqual(first, second)
    const [third, fourth] = await pictures(engine, { fixedSeed: false }, 7)
    assert.notDeepEqual(third, fourth)
    const again = await pictures(engine, { fixedSeed: false }, 8)
    assert.deepEqual(again[0], fourth)
  },
)

test('prompt, seed, strength and steps count from the batch in which they change', inTime, async () => {
  await using engine = await open()
  const [usual] = await pictures(engine, {}, 0)
  for (const change of [{ prompt: 'ink' }, { seed: 1 }, { strength: 1 }, { numInferenceSteps: 6 }]) {
    const [changed] = await pictures(engine, change, 0)
    assert.notDeepEqual(changed, usual, JSON.stringify(change))
  }
  assert.deepEqual((await pictures(engine, {}, 0))[0], usual)
})

test('strength 0 still runs one step, as in diffusers', inTime, async () => {
  await using engine = await open()
  const [least] = await pictures(engine, { strength: 0, numInferenceSteps: 2 }, 0)
  assert.deepEqual((await pictures(engine, { strength: 0.5, numInferenceSteps: 2 }, 0))[0], least)
})

test(
  'a prompt that cannot be understood fails its batch with the reason, and the next one is drawn',
  inTime,
  async () => {
    await using engine = await open()
    const [usual] = await pictures(engine, {}, 0)
    await assert.rejects(pictures(engine, { prompt: '("a", "b").blend(1)' }, 0), { code: 'PROMPT_INVALID' })
    assert.deepEqual((await pictures(engine, {}, 0))[0], usual)
  },
)

test(
  'a folder without a model, and a provider that is not there, are told when the engine is opened',
  inTime,
  async () => {
    await assert.rejects(open({ folder: '/nowhere' }), { code: 'MODEL_NOT_INSTALLED' })
    await assert.rejects(open({ provider: 'tensorrt' }), { code: 'PROVIDER_UNAVAILABLE' })
  },
)

test('a closed engine refuses work', inTime, async () => {
  const engine = await open()
  await engine[Symbol.asyncDispose]()
  await assert.rejects(pictures(engine, {}, 0), /engine is closed/)
})

test(
  'numbers that are none fail the batch; when the weights are good again, so are the pictures',
  inTime,
  async (t) => {
    const folder = temporaryFolder(t)
    cpSync(fixtureFolder('tiny-sdxl'), folder, { recursive: true })
    await using engine = await open({ folder })
    const [usual] = await pictures(engine, {}, 0)
    const good = spoil(join(folder, 'unet', 'diffusion_pytorch_model.safetensors'))
    await using other = await open({ folder })
    await assert.rejects(pictures(other, {}, 0), { code: 'INFERENCE_FAILED', message: /NaN/ })
    await assert.rejects(pictures(other, {}, 0), { code: 'INFERENCE_FAILED' })
    good()
    assert.deepEqual((await pictures(other, {}, 0))[0], usual)
  },
)

/** Fills the weights of a file with NaN. Returns what mends it. */
function spoil(file: string): () => void {
  const good = readFileSync(file)
  const bad = Uint8Array.from(good)
  bad.fill(0xff, 8 + Number(good.readBigUInt64LE(0)))
  writeFileSync(file, bad)
  return () => writeFileSync(file, good)
}

async function pictures(
  engine: Awaited<ReturnType<typeof open>>,
  parameters: Partial<Parameters>,
  seq: number,
): Promise<Uint8Array[]> {
  const drawn = await engine.transform(batchOf(testPictures(SMALL, 2), parameters, seq))
  return [pictureAt(drawn, 0).slice(), pictureAt(drawn, 1).slice()]
}

function open(options: Partial<DiffusionOptions> = {}) {
  return openDiffusion({
    folder: fixtureFolder('tiny-sdxl'),
    ...onCpu,
    ...{ clock: systemClock, log: silentLog },
    ...options,
  })
}
