import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '#test/eventually.ts'
import { GOOD_TOKEN, offeredFixture, offeredTiny, openHub, type Troubles } from '#test/hub.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const MODEL = 'i2i/tiny-sdxl'
const WEIGHTS = `models/${MODEL}/unet/diffusion_pytorch_model.fp16.safetensors`

test('a model is pulled, listed, explained, checked and removed', async (t) => {
  await using at = await scene(t)
  const pulled = await at.i2i('model', 'pull', MODEL)
  assert.deepEqual([pulled.code, pulled.stderr], [0, ''])
  assert.match(pulled.stdout, /^i2i\/tiny-sdxl \(SDXL\), commit [0-9a-f]{12}: 20 files, \d\.\d\d MB\n/)
  assert.match(pulled.stdout, /Licence of i2i\/tiny-sdxl: be-kind, http.*LICENSE\.md\n/)
  assert.match(pulled.stdout, /is complete: 20 files, .*, all checked, in models\/i2i\/tiny-sdxl\n/)
  assert.match(pulled.stdout, /\nUse it: npx i2i solo --engine diffusion --model i2i\/tiny-sdxl\n$/)

  const listed = await at.i2i('model', 'list')
  assert.match(
    listed.stdout,
    /^NAME +FAMILY .*\ni2i\/tiny-sdxl +SDXL +float16 +\d\.\d\d MB +complete +models\/i2i\/tiny-sdxl\n$/,
  )

  const explained = await at.i2i('model', 'info', MODEL)
  assert.match(explained.stdout, /Parameters +unet 0\.956 M, /)
  assert.match(explained.stdout, /Licence +be-kind, http/)

  const checked = await at.i2i('model', 'verify', MODEL)
  assert.deepEqual([checked.code, checked.stdout], [0, 'i2i/tiny-sdxl is whole: 20 files checked.\n'])

  const asked = await at.i2i('model', 'remove', MODEL)
  assert.equal(asked.code, 2)
  assert.match(asked.stderr, /Nobody can be asked here. Add --yes/)
  const removed = await at.i2i('model', 'remove', '--yes', MODEL)
  assert.match(removed.stdout, /^i2i\/tiny-sdxl is deleted: 21 files, /)
  assert.match((await at.i2i('model', 'list')).stdout, /^There is no model in models or in the Hugging Face cache/)
})

test('damage is found with exit code 1 and mended by another pull', async (t) => {
  await using at = await scene(t)
  await at.i2i('model', 'pull', MODEL)
  const path = join(at.folder, WEIGHTS)
  writeFileSync(path, readFileSync(path).fill(7, 5000, 5001))
  const checked = await at.i2i('model', 'verify', MODEL)
  assert.equal(checked.code, 1)
  assert.equal(
    checked.stderr,
    'i2i/tiny-sdxl in models/i2i/tiny-sdxl is not whole:\n' +
      '  unet/diffusion_pytorch_model.fp16.safetensors: has changed since it was downloaded\n' +
      'Run: npx i2i model pull i2i/tiny-sdxl\nOnly what is wrong is fetched.\n',
  )
  await at.i2i('model', 'pull', MODEL)
  assert.equal((await at.i2i('model', 'verify', MODEL)).code, 0)
})

test('Ctrl-C ends a pull at once, and the next one goes on', async (t) => {
  await using at = await scene(t, { stallAfterBytes: 1_000_000 })
  const child = at.start('model', 'pull', MODEL)
  await at.heard('unet')
  child.kill('SIGINT')
  const stopped = await child.ended
  assert.equal(stopped.code, 0)
  assert.match(stopped.stderr, /Stopped\. To go on: npx i2i model pull i2i\/tiny-sdxl\n$/)
  delete at.hub.troubles.stallAfterBytes
  assert.equal((await at.i2i('model', 'pull', MODEL)).code, 0)
  assert.equal((await at.i2i('model', 'verify', MODEL)).code, 0)
})

test('a connection that breaks is told, and continued', async (t) => {
  await using at = await scene(t, { breakAfterBytes: 1_000_000, breaks: 1 })
  const { code, stderr } = await at.i2i('model', 'pull', MODEL)
  assert.equal(code, 0)
  assert.match(stderr, /^unet\/diffusion_pytorch_model.fp16.safetensors: .*; going on in 1 s\n$/)
  assert.ok(at.hub.heard.some(({ range }) => range?.startsWith('bytes=')))
})

test('without a network, a model that is here is found and another is told with what to do', async (t) => {
  await using at = await scene(t)
  await at.i2i('model', 'pull', MODEL)
  at.hub.heard.splice(0)
  for (const variable of ['LOCAL_FILES_ONLY', 'HF_HUB_OFFLINE', 'I2I_LOCAL_FILES_ONLY']) {
    at.environment[variable] = '1'
    const found = await at.i2i('model', 'pull', MODEL)
    assert.deepEqual([found.code, found.stderr], [0, ''])
    assert.match(found.stdout, /^i2i\/tiny-sdxl lies in models\/i2i\/tiny-sdxl\. .* is set: the hub was not asked\.\n$/)
    const missing = await at.i2i('model', 'pull', 'i2i/tiny-sd21')
    assert.equal(missing.code, 2)
    assert.match(missing.stderr, /^i2i\/tiny-sd21 is not on this machine, and .* forbids the network\. Copy models\//)
    delete at.environment[variable]
  }
  assert.deepEqual(at.hub.heard, [])
})

test('refusals are one sentence with the remedy', async (t) => {
  await using at = await scene(t)
  const said = async (...args: string[]) => (await at.i2i('model', ...args)).stderr
  assert.match(await said('pull', 'i2i/nothing'), /^The hub has no model i2i\/nothing\. Check the spelling: http/)
  assert.match(await said('pull', MODEL, '--revision', 'v2'), /^i2i\/tiny-sdxl has no revision v2\. /)
  assert.match(await said('pull'), /^i2i model pull needs REPO\. /)
  assert.match(await said('pull', 'nothing'), /^"nothing" is not the name of a model on the hub\. /)
  assert.match(await said('pul'), /^There is no command model pul\. Did you mean: npx i2i model pull\n$/)
  assert.match(
    await said('info', 'a/b'),
    /^The model a\/b is neither in models nor in .* Run: npx i2i model pull a\/b\n$/,
  )
  at.environment.HF_TOKEN = 'hf_old'
  assert.match(await said('pull', MODEL), /^The hub does not accept the token\. /)
  at.hub.models[MODEL] = { ...offeredFixture('tiny-sdxl'), gated: true }
  at.environment.HF_TOKEN = ''
  assert.match(await said('pull', MODEL), /^i2i\/tiny-sdxl is gated, and it needs a token\. Open http/)
  at.environment.HF_TOKEN = GOOD_TOKEN
  assert.equal(await said('pull', MODEL), '')
})

/** A hub, an empty folder, and the program as an operator would run it there. */
async function scene(t: TestContext, troubles: Troubles = {}) {
  const folder = temporaryFolder(t)
  const models = {
    [MODEL]: offeredFixture('tiny-sdxl'),
    'i2i/tiny-sd21': offeredFixture('tiny-sd21'),
    'madebyollin/taesd': offeredTiny(),
  }
  const hub = await openHub(models, troubles)
  const environment: Record<string, string> = { HF_ENDPOINT: hub.endpoint, HF_HOME: join(folder, 'hf') }
  const start = (...args: string[]) => started(args, folder, environment)
  return {
    ...{ hub, folder, environment, start },
    i2i: (...args: string[]) => start(...args).ended,
    heard: (path: string) =>
      eventually(() => hub.heard.some((heard) => heard.at === 'files' && heard.path.includes(path))),
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  }
}

function started(args: readonly string[], cwd: string, environment: Readonly<Record<string, string>>) {
  const { HF_TOKEN: _, ...env } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text.stdout += more
  })
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    text.stderr += more
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, ...text }))
  return { ended, kill: (signal: NodeJS.Signals) => child.kill(signal) }
}
