import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { describeModel } from '#hub/describeModel.ts'
import { findModel, listModels, requireModel } from '#hub/installed.ts'
import { planRemoval } from '#hub/remove.ts'
import { verify } from '#hub/verify.ts'
import { fixtureFolder } from '#test/expected.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const { signal } = new AbortController()

test('a model is found by its name in the models folder', async (t) => {
  const at = scene(t)
  cpSync(fixtureFolder('tiny-sdxl'), join(at.models, 'i2i/tiny'), { recursive: true })
  assert.equal(await findModel('i2i/tiny', at), realpathSync(join(at.models, 'i2i/tiny')))
})

test('a model is found by its name in the Hugging Face cache, in the version called main', async (t) => {
  const at = scene(t)
  const snapshot = cached(at.cache, 'i2i/tiny', 'tiny-sdxl')
  cpSync(snapshot, join(dirname(snapshot), 'b'.repeat(40)), { recursive: true })
  assert.equal(await findModel('i2i/tiny', at), realpathSync(snapshot))
})

test('a folder is a model too, wherever it lies', async (t) => {
  const at = scene(t)
  assert.equal(await findModel(fixtureFolder('tiny-sd21'), at), realpathSync(fixtureFolder('tiny-sd21')))
})

test('of an incomplete and a complete copy, the complete one is taken', async (t) => {
  const at = scene(t)
  cpSync(join(fixtureFolder('tiny-sdxl'), 'tokenizer'), join(at.models, 'i2i/tiny/tokenizer'), { recursive: true })
  await assert.rejects(findModel('i2i/tiny', at), {
    code: 'MODEL_NOT_INSTALLED',
    message: /^The model i2i\/tiny in .* is not complete; missing: model_index.json\.$/,
    remedy: 'Run: npx i2i model pull i2i/tiny',
  })
  const snapshot = cached(at.cache, 'i2i/tiny', 'tiny-sdxl')
  assert.equal(await findModel('i2i/tiny', at), realpathSync(snapshot))
})

test('a model that is nowhere is told with the command that brings it', async (t) => {
  const at = scene(t)
  await assert.rejects(findModel('stabilityai/sd-turbo', at), {
    code: 'MODEL_NOT_INSTALLED',
    remedy: 'Run: npx i2i model pull stabilityai/sd-turbo',
  })
  await assert.rejects(findModel('./nowhere', at), {
    message: 'There is no model in the folder ./nowhere: it has no model_index.json.',
  })
  await assert.rejects(findModel('../../etc', at), { code: 'MODEL_NOT_INSTALLED' })
})

test('a small autoencoder beside it makes up for weights that the model’s own does not have', async (t) => {
  const at = scene(t)
  const folder = join(at.models, 'i2i/tiny')
  cpSync(fixtureFolder('tiny-sd21'), folder, { recursive: true })
  rmSync(join(folder, 'vae/diffusion_pytorch_model.fp16.safetensors'))
  assert.equal(await findModel('i2i/tiny', at), realpathSync(folder))
  rmSync(join(folder, 'vae_tiny'), { recursive: true })
  await assert.rejects(findModel('i2i/tiny', at), { message: /missing: the weights of vae as .safetensors/ })
})

test('the list has both places, and leaves out what is no pipeline', async (t) => {
  const at = scene(t)
  cpSync(fixtureFolder('tiny-sdxl'), join(at.models, 'b/own'), { recursive: true })
  cached(at.cache, 'a/cached', 'tiny-sd21')
  mkdirSync(join(at.cache, 'models--a--language-model/snapshots/x'), { recursive: true })
  mkdirSync(join(at.models, 'b/empty'), { recursive: true })
  assert.deepEqual(
    (await listModels(at)).map(({ name, place, missing }) => [name, place, missing]),
    [
      ['a/cached', 'cache', []],
      ['b/own', 'models', []],
    ],
  )
})

test('a model tells its family, its parameters and the size of its pictures', async (t) => {
  const at = scene(t)
  const { family, trainedPx, parts, pipeline, isLcm } = await describeModel(
    await requireModel(fixtureFolder('tiny-sdxl'), at),
  )
  assert.deepEqual({ family, trainedPx, isLcm }, { family: 'SDXL', trainedPx: 64, isLcm: false })
  assert.match(pipeline ?? '', /^StableDiffusionXL/)
  const unet = parts.find(({ name }) => name === 'unet')
  assert.deepEqual(unet?.dtypes, ['float16'])
  assert.ok((unet?.parameters ?? 0) > 900_000)
})

test('files in the cache are checked by the names of their blobs', async (t) => {
  const at = scene(t)
  const snapshot = cached(at.cache, 'i2i/tiny', 'tiny-sdxl')
  const model = await requireModel('i2i/tiny', at)
  const whole = await verify(model, { signal })
  assert.deepEqual(whole.problems, [])
  assert.ok(whole.checked > 15)
  const weights = realpathSync(join(snapshot, 'unet/diffusion_pytorch_model.fp16.safetensors'))
  writeFileSync(weights, readFileSync(weights).fill(9, 5000, 5001))
  rmSync(join(snapshot, 'vae/config.json'))
  const { problems } = await verify(await requireModel('i2i/tiny', at), { signal })
  assert.deepEqual(problems, [
    'unet/diffusion_pytorch_model.fp16.safetensors: has changed since it was downloaded',
    'vae/config.json: missing',
  ])
})

test('what i2i has not downloaded, it does not delete', async (t) => {
  const at = scene(t)
  cached(at.cache, 'i2i/tiny', 'tiny-sdxl')
  cpSync(fixtureFolder('tiny-sdxl'), join(at.models, 'i2i/own'), { recursive: true })
  await assert.rejects(planRemoval(await requireModel('i2i/tiny', at)), {
    remedy: 'Remove it with their tool: huggingface-cli delete-cache',
  })
  await assert.rejects(planRemoval(await requireModel('i2i/own', at)), { message: /was not downloaded by i2i/ })
})

function scene(t: TestContext) {
  const folder = temporaryFolder(t)
  return { models: join(folder, 'models'), cache: join(folder, 'cache') }
}

/** Puts a fixture into a cache the way `huggingface_hub` does: links to blobs that are named by their hash. */
function cached(cache: string, repo: string, fixture: 'tiny-sdxl' | 'tiny-sd21'): string {
  const root = join(cache, `models--${repo.replace('/', '--')}`)
  const snapshot = join(root, 'snapshots', 'a'.repeat(40))
  for (const folder of ['refs', 'blobs']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'refs/main'), 'a'.repeat(40))
  for (const path of readdirSync(fixtureFolder(fixture), { recursive: true, encoding: 'utf8' })) {
    const source = join(fixtureFolder(fixture), path)
    if (!/\.\w+$/.test(path)) continue
    const bytes = readFileSync(source)
    const isLarge = path.endsWith('.safetensors')
    const name = isLarge
      ? createHash('sha256').update(bytes).digest('hex')
      : createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
    writeFileSync(join(root, 'blobs', name), bytes)
    mkdirSync(dirname(join(snapshot, path)), { recursive: true })
    symlinkSync(join(root, 'blobs', name), join(snapshot, path))
  }
  return snapshot
}
