import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { HubClient } from '#hub/hubClient.ts'
import { localFiles } from '#hub/localFiles.ts'
import { readManifest } from '#hub/manifest.ts'
import { type PullOptions, pull } from '#hub/pull.ts'
import { type PullChoice, planPull } from '#hub/pullPlan.ts'
import { GOOD_TOKEN, type OfferedModel, offeredFixture, offeredTiny, openHub, type Troubles } from '#test/hub.ts'
import { manualClock } from '#test/manualClock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const XL = 'i2i/tiny-sdxl'
const SD = 'i2i/tiny-sd21'
const TAESD = 'madebyollin/taesd'

test('a model arrives with what the pipeline reads and nothing else, as the manifest says', async (t) => {
  await using at = await scene(t)
  const manifest = await at.pull(XL)
  assert.deepEqual(await at.files(), [...manifest.files.map(({ path }) => path), '.i2i-model.json'].sort())
  assert.equal((await at.files()).filter((path) => /bin$|onnx$|ckpt$|checker|expected/.test(path)).length, 0)
  for (const { path, bytes } of manifest.files) {
    assert.equal(readFileSync(at.path(path)).length, bytes)
    assert.ok(readFileSync(at.path(path)).equals(at.models[XL]?.files[path] as Buffer), path)
  }
  assert.deepEqual(await readManifest(at.folder), manifest)
  assert.equal(manifest.commit, at.hub.commitOf(XL))
  assert.equal(manifest.licence.name, 'be-kind')
})

test('the small autoencoder stands beside, and the weights of the full one stay on the hub', async (t) => {
  await using at = await scene(t)
  const { files } = await at.pull(SD)
  const paths = files.map(({ path }) => path).filter((path) => path.startsWith('vae'))
  assert.deepEqual(paths, ['vae/config.json', 'vae_tiny/config.json', 'vae_tiny/diffusion_pytorch_model.safetensors'])
  assert.equal(files.find(({ path }) => path === 'vae_tiny/config.json')?.repo, TAESD)
})

test('--vae full takes the own one, and a model that has a small one keeps it', async (t) => {
  await using at = await scene(t)
  const paths = (await at.plan(SD, { vae: 'full' })).files.map(({ path }) => path).filter((path) => /^vae/.test(path))
  assert.deepEqual(paths, ['vae/config.json', 'vae/diffusion_pytorch_model.fp16.safetensors'])
  const own = (await at.plan(XL, { vae: 'auto' })).files.map(({ path }) => path).filter((path) => /^vae/.test(path))
  assert.deepEqual(own, ['vae/config.json', 'vae/diffusion_pytorch_model.fp16.safetensors'])
})

test('a hub without the small autoencoder is told with the way around it', async (t) => {
  await using at = await scene(t)
  delete at.models[TAESD]
  await assert.rejects(at.plan(SD), {
    code: 'MODEL_NOT_FOUND',
    message: 'The small autoencoder cannot be had: The hub has no model madebyollin/taesd.',
    remedy: 'Run the same command with --vae full to take the autoencoder of the model itself.',
  })
})

test('connections that break and a pull that is stopped cost no byte twice', async (t) => {
  await using at = await scene(t, { breakAfterBytes: 700_000, breaks: 1, stallAfterBytes: 900_000, pieceBytes: 10_000 })
  const stopper = new AbortController()
  const unet = 'unet/diffusion_pytorch_model.fp16.safetensors'
  const stopped = at.pull(
    XL,
    {},
    {
      signal: stopper.signal,
      onBytes: (path, bytes) => path === unet && bytes >= 900_000 && stopper.abort(),
    },
  )
  await assert.rejects(stopped, { name: 'AbortError' })
  assert.equal(await readManifest(at.folder), undefined)
  assert.equal(existsSync(at.path('model_index.json')), false)
  const kept = (await localFiles(at.folder)).find(({ path }) => path.startsWith(unet))?.bytes ?? 0
  assert.ok(kept >= 900_000)

  Object.assign(at.hub.troubles, { breaks: 0, stallAfterBytes: undefined })
  const heardBefore = at.hub.heard.length
  await at.pull(XL)
  const continued = at.hub.heard.slice(heardBefore).find(({ path }) => path.includes(unet))
  assert.equal(continued?.range, `bytes=${kept}-`)
  assert.deepEqual(
    (await at.files()).filter((path) => /part$|lock$/.test(path)),
    [],
  )
})

test('a second pull fetches nothing, and after damage only the damaged file', async (t) => {
  await using at = await scene(t)
  const first = await at.pull(XL)
  at.forget()
  assert.deepEqual(await at.pull(XL), first)
  assert.deepEqual(at.weightsHeard(), [])

  const path = at.path('text_encoder/model.fp16.safetensors')
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(1, 100_000, 100_001))
  assert.deepEqual(await at.pull(XL), first)
  assert.deepEqual(at.weightsHeard(), ['text_encoder/model.fp16.safetensors'])
})

test('both precisions of one version may lie side by side', async (t) => {
  await using at = await scene(t)
  await at.pull(XL, { precision: 'float16' })
  const { files } = await at.pull(XL, { precision: 'float32' })
  const unet = files.map(({ path }) => path).filter((path) => /^unet\/.*tensors$/.test(path))
  assert.deepEqual(unet.sort(), [
    'unet/diffusion_pytorch_model.fp16.safetensors',
    'unet/diffusion_pytorch_model.safetensors',
  ])
})

test('of a new version only what has changed is fetched, and what it does not have any more goes', async (t) => {
  await using at = await scene(t)
  await at.pull(XL)
  const { 'LICENSE.md': _, ...files } = at.models[XL]?.files ?? {}
  at.models[XL] = { files: { ...files, 'README.md': Buffer.from('new\n') } }
  at.forget()
  const { commit } = await at.pull(XL)
  assert.equal(commit, at.hub.commitOf(XL))
  assert.deepEqual(at.weightsHeard(), [])
  assert.equal(readFileSync(at.path('README.md'), 'utf8'), 'new\n')
  assert.equal(existsSync(at.path('LICENSE.md')), false)
})

test('while a new version is coming, the old one stays as it is', async (t) => {
  await using at = await scene(t)
  const first = await at.pull(XL)
  const files = {
    ...at.models[XL]?.files,
    'README.md': Buffer.from('new\n'),
    'unet/config.json': Buffer.from('{"in_channels":4}'),
  }
  const unet = 'unet/diffusion_pytorch_model.fp16.safetensors'
  at.models[XL] = { files: { ...files, [unet]: Buffer.alloc(2_000_000, 'new') } }
  at.hub.troubles.damaged = unet
  await assert.rejects(at.pull(XL), { code: 'DOWNLOAD_DAMAGED' })
  assert.deepEqual(await readManifest(at.folder), first)
  for (const { path, bytes } of first.files) assert.equal(readFileSync(at.path(path)).length, bytes)
})

test('two pulls of the same model do not get in each other’s way: the second is sent off', async (t) => {
  await using at = await scene(t)
  const [first, second] = await Promise.allSettled([at.pull(XL), at.pull(XL)])
  const refused = [first, second].filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 1)
  assert.match(String((refused[0] as PromiseRejectedResult).reason), /is being downloaded by process \d+ on /)
  assert.ok(await readManifest(at.folder))
})

test('the lock of a process that was killed holds nobody up', async (t) => {
  await using at = await scene(t)
  await at.pull(XL)
  const { hostname } = await import('node:os')
  const gone = { pid: 2 ** 22 + 1, host: hostname(), since: '2020-01-01T00:00:00Z' }
  writeFileSync(at.path('.i2i-pull.lock'), JSON.stringify(gone))
  await at.pull(XL)
  assert.equal(existsSync(at.path('.i2i-pull.lock')), false)
  writeFileSync(at.path('.i2i-pull.lock'), JSON.stringify({ ...gone, host: 'elsewhere' }))
  await assert.rejects(at.pull(XL), { message: /is being downloaded by process 4194305 on elsewhere/ })
})

test('a disk that is too small is told before anything is downloaded', async (t) => {
  await using at = await scene(t)
  const plan = await at.plan(XL)
  const [first, ...others] = plan.files
  assert.ok(first)
  const huge = { ...plan, files: [{ ...first, path: 'huge', bytes: 1e17, sha256: 'a'.repeat(64) }, ...others] }
  at.forget()
  await assert.rejects(pull(huge, at.folder, at.options()), {
    code: 'DISK_FULL',
    message: /^The download needs 100000 TB, and the disk of .* has .* left\.$/,
  })
  assert.deepEqual(at.hub.heard, [])
})

test('one file that cannot be had ends the others, which stay for the next time', async (t) => {
  await using at = await scene(t, { damaged: 'text_encoder/model.fp16.safetensors' })
  await assert.rejects(at.pull(XL), { code: 'DOWNLOAD_DAMAGED' })
  at.hub.troubles.damaged = undefined as never
  assert.ok(await at.pull(XL))
})

test('a gated model is refused without a token and comes with one', async (t) => {
  await using at = await scene(t)
  at.models[XL] = { ...(at.models[XL] as OfferedModel), gated: true }
  await assert.rejects(at.plan(XL), { code: 'HUB_REFUSED', message: 'i2i/tiny-sdxl is gated, and it needs a token.' })
  assert.ok(await at.pull(XL, {}, { hub: at.client(GOOD_TOKEN) }))
})

test('what cannot be run is said before it is downloaded', async (t) => {
  await using at = await scene(t)
  const { 'model_index.json': index, ...single } = at.models[XL]?.files ?? {}
  const refusal = async (files: Record<string, Buffer>) => {
    at.models['a/b'] = { files }
    return at.plan('a/b').then(
      () => '',
      (error: Error) => error.message,
    )
  }
  assert.match(await refusal(single), /it has no model_index.json, so it is not in the diffusers layout/)
  const flux = Buffer.from('{"_class_name": "FluxPipeline", "transformer": ["diffusers", "FluxTransformer2DModel"]}')
  assert.match(await refusal({ 'model_index.json': flux }), /its pipeline is FluxPipeline, which has no UNet/)
  const inpainting = Buffer.from('{"in_channels": 9, "cross_attention_dim": 768}')
  assert.match(
    await refusal({ ...single, 'model_index.json': index as Buffer, 'unet/config.json': inpainting }),
    /takes 9 channels/,
  )
})

test('a hub that tells neither sizes nor hashes is served too, as well as can be', async (t) => {
  await using at = await scene(t, { namesOnly: 'always' })
  const { files } = await at.pull(SD)
  for (const { path, bytes } of files) assert.equal(readFileSync(at.path(path)).length, bytes)
})

/** A hub with both fixtures, and a folder for one model. */
async function scene(t: TestContext, troubles: Troubles = {}) {
  const models: Record<string, OfferedModel> = {
    [XL]: offeredFixture('tiny-sdxl'),
    [SD]: offeredFixture('tiny-sd21'),
    [TAESD]: offeredTiny(),
  }
  const hub = await openHub(models, troubles)
  const folder = join(temporaryFolder(t), 'model')
  const clock = manualClock()
  const { signal } = new AbortController()
  const client = (token?: string) => new HubClient({ endpoint: hub.endpoint, token, clock, signal })
  const onPause = (_path: string, _reason: string, ms: number) => void setImmediate(() => clock.advance(ms))
  const options = (): PullOptions => ({ hub: client(), clock, signal, connections: 4, onPause })
  const plan = (repo: string, choice: Partial<PullChoice> = {}, from = client()) =>
    planPull({ repo, revision: 'main', precision: 'float16', vae: 'auto', ...choice }, from)
  return {
    ...{ hub, models, folder, client, options, plan },
    path: (path: string) => join(folder, path),
    files: async () => (await localFiles(folder)).map(({ path }) => path).sort(),
    pull: async (repo: string, choice: Partial<PullChoice> = {}, more: Partial<PullOptions> = {}) =>
      pull(await plan(repo, choice, more.hub), folder, { ...options(), ...more }),
    forget() {
      hub.heard.splice(0)
    },
    weightsHeard: () =>
      hub.heard.filter(({ at }) => at === 'files').map(({ path }) => path.replace(/^\/[^/]+\/[^/]+\/|\?.*/g, '')),
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  }
}
