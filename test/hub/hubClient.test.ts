import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { OperatorError } from '#errors/operatorError.ts'
import { HubClient } from '#hub/hubClient.ts'
import { GOOD_TOKEN, type OfferedModel, openHub } from '#test/hub.ts'
import { manualClock } from '#test/manualClock.ts'

const model: OfferedModel = {
  files: { 'model_index.json': Buffer.from('{}'), 'unet/model.safetensors': Buffer.alloc(1000, 7) },
  card: { license: 'mit' },
}

test('a model is told with its commit, its licence, and the size and hash of every file', async () => {
  await using hub = await openHub({ 'a/b': model })
  const { commit, licence, files } = await clientOf(hub.endpoint).model('a/b', 'main')
  assert.equal(commit, hub.commitOf('a/b'))
  assert.deepEqual(licence, { name: 'mit', link: `${hub.endpoint}/a/b` })
  assert.deepEqual(
    files.map(({ path, bytes, sha256, blobId }) => [path, bytes, sha256?.length, blobId?.length]),
    [
      ['model_index.json', 2, undefined, 40],
      ['unet/model.safetensors', 1000, 64, undefined],
    ],
  )
})

test('a revision is asked for by its name', async () => {
  await using hub = await openHub({ 'a/b': model })
  assert.equal((await clientOf(hub.endpoint).model('a/b', hub.commitOf('a/b'))).commit, hub.commitOf('a/b'))
  assert.equal(await refusalFrom(hub.endpoint, { revision: 'v9' }), 'MODEL_NOT_FOUND: a/b has no revision v9.')
})

test('a model that is not there, a gated one and a wrong token are told apart', async () => {
  await using hub = await openHub({
    'a/b': model,
    'a/gated': { ...model, gated: true },
    'a/own': { ...model, private: true },
  })
  assert.equal(await refusalFrom(hub.endpoint, { repo: 'a/c' }), 'MODEL_NOT_FOUND: The hub has no model a/c.')
  assert.equal(await refusalFrom(hub.endpoint, { repo: 'a/own' }), 'MODEL_NOT_FOUND: The hub has no model a/own.')
  assert.equal(await refusalFrom(hub.endpoint, { token: 'hf_old' }), 'HUB_REFUSED: The hub does not accept the token.')
  const gated = { repo: 'a/gated', commit: hub.commitOf('a/gated'), path: 'model_index.json' }
  await assert.rejects(clientOf(hub.endpoint).readText(gated), {
    code: 'HUB_REFUSED',
    message: 'a/gated is gated, and it needs a token.',
    remedy: `Open ${hub.endpoint}/a/gated and accept the terms. Then make a token in the settings of your account and set it as HF_TOKEN.`,
  })
  assert.equal(await clientOf(hub.endpoint, { token: GOOD_TOKEN }).readText(gated), '{}')
})

test('the token goes to the hub and never to the server that has the weights', async () => {
  await using hub = await openHub({ 'a/own': { ...model, private: true } })
  const client = clientOf(hub.endpoint, { token: GOOD_TOKEN })
  const file = { repo: 'a/own', commit: hub.commitOf('a/own'), path: 'unet/model.safetensors' }
  assert.equal((await client.readText(file)).length, 1000)
  assert.deepEqual(
    hub.heard.map(({ at, token }) => [at, token]),
    [
      ['hub', `Bearer ${GOOD_TOKEN}`],
      ['files', undefined],
    ],
  )
})

test('a hub that lists only names is asked for the sizes in another way, and done without if it has none', async () => {
  await using hub = await openHub({ 'a/b': model }, { namesOnly: 'usual' })
  const { files } = await clientOf(hub.endpoint).model('a/b', 'main')
  assert.deepEqual(
    files.map(({ bytes, sha256 }) => [bytes, sha256?.length]),
    [
      [2, undefined],
      [1000, 64],
    ],
  )
  hub.troubles.namesOnly = 'always'
  const bare = await clientOf(hub.endpoint).model('a/b', 'main')
  assert.deepEqual(
    bare.files.map(({ bytes }) => bytes),
    [undefined, undefined],
  )
})

test('a busy hub is asked again, after pauses that grow', async () => {
  await using hub = await openHub({ 'a/b': model }, { busy: 2 })
  const pauses: number[] = []
  await clientOf(hub.endpoint, { pauses }).model('a/b', 'main')
  assert.deepEqual(pauses, [1000, 2000])
})

test('a hub that falls silent in the middle of a small answer is asked again', async (t) => {
  const clock = manualClock()
  let requests = 0
  const text = '{"sha": "0123456789012345678901234567890123456789", "siblings": []}'
  const endpoint = await serving(t, (response) => {
    if (++requests > 1) return void response.end(text)
    response.write(text.slice(0, 10))
    setImmediate(() => clock.advance(30_000))
  })
  const onPause = (_: string, ms: number) => void setImmediate(() => clock.advance(ms))
  const { signal } = new AbortController()
  const { files } = await new HubClient({ endpoint, token: undefined, clock, signal, onPause }).model('a/b', 'main')
  assert.deepEqual([files, requests], [[], 2])
})

test('a hub that stays busy, or is not there at all, is given up with its address', async () => {
  await using hub = await openHub({ 'a/b': model }, { busy: 100 })
  const busy = `HUB_UNREACHABLE: ${hub.endpoint} cannot be reached: the hub answers 503.`
  assert.equal(await refusalFrom(hub.endpoint, {}), busy)
  assert.match(
    await refusalFrom('http://127.0.0.1:1', {}),
    /^HUB_UNREACHABLE: http:\/\/127.0.0.1:1 cannot be reached: /,
  )
})

test('a file name that leads out of the folder makes the whole model suspicious', async () => {
  for (const path of ['../../.bashrc', '/etc/passwd', 'unet/..\\x', 'C:/x', 'a//b', 'a\u001b[2J']) {
    await using hub = await openHub({ 'a/b': { files: { [path]: Buffer.from('x') } } })
    assert.match(
      await refusalFrom(hub.endpoint, {}),
      /^HUB_REFUSED: The hub names a file ".*" of a\/b, which would lie/,
    )
  }
})

test('what does not speak like a hub is told so, with what it says', async (t) => {
  const endpoint = await page(t, '<html>Please log in</html>')
  assert.match(await refusalFrom(endpoint, {}), /does not answer like a Hugging Face Hub: not JSON\.$/)
  const other = await page(t, '{"sha": "main", "siblings": []}')
  assert.match(await refusalFrom(other, {}), /does not answer like a Hugging Face Hub: sha: /)
})

/** A server that answers everything with the same text. */
function page(t: TestContext, text: string): Promise<string> {
  return serving(t, (response) => response.end(text))
}

async function serving(t: TestContext, answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

type ClientOptions = { token?: string; pauses?: number[] }

/** A client whose pauses pass at once. */
function clientOf(endpoint: string, { token, pauses }: ClientOptions = {}): HubClient {
  const clock = manualClock()
  const onPause = (_: string, ms: number) => {
    pauses?.push(ms)
    setImmediate(() => clock.advance(ms))
  }
  return new HubClient({ endpoint, token, clock, signal: new AbortController().signal, onPause })
}

async function refusalFrom(endpoint: string, options: ClientOptions & { repo?: string; revision?: string }) {
  const error = await clientOf(endpoint, options)
    .model(options.repo ?? 'a/b', options.revision ?? 'main')
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  assert.ok(error instanceof OperatorError, String(error))
  return `${error.code}: ${error.message}`
}
