import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeStatus } from '#test/fakeStatus.ts'
import { openShow, published } from './show.ts'

const down = fakeStatus({
  health: {
    status: 'down',
    parts: {
      input: { isHealthy: true },
      inference: { isHealthy: true },
      output: { isHealthy: false, problem: 'No picture has left for 9 s.' },
    },
  },
})

test('status, metrics and trace are answered in their formats', async () => {
  await using show = await openShow()
  const [status, metrics, trace] = await Promise.all(
    ['/api/status', '/metrics', '/api/trace'].map((path) => fetch(show.url + path)),
  )
  assert.deepEqual(await status?.json(), fakeStatus())
  assert.match(metrics?.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  assert.match((await metrics?.text()) ?? '', /^# TYPE/)
  assert.match(trace?.headers.get('content-type') ?? '', /^application\/json/)
  assert.deepEqual(await trace?.json(), { traceEvents: [] })
})

test('before the first picture there is a sentence in its place', async () => {
  await using show = await openShow()
  for (const path of ['/api/picture.jpg', '/readyz']) {
    const answer = await fetch(show.url + path)
    assert.equal(answer.status, 503)
    assert.match(await answer.text(), /No picture has left yet/)
  }
})

test('the newest picture can be fetched as a JPEG', async () => {
  await using show = await openShow()
  show.board.show(published(1))
  show.board.show(published(2))
  const answer = await fetch(`${show.url}/api/picture.jpg`)
  assert.equal(answer.headers.get('content-type'), 'image/jpeg')
  assert.equal(answer.headers.get('x-index'), '2')
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), new Uint8Array([0xff, 0xd8, 2]))
})

test('the server is ready while pictures flow and says why when they do not; it stays alive throughout', async () => {
  let status = fakeStatus()
  await using show = await openShow({ status: () => status })
  show.board.show(published(1))
  assert.equal((await fetch(`${show.url}/readyz`)).status, 200)
  status = down
  const answer = await fetch(`${show.url}/readyz`)
  assert.equal(answer.status, 503)
  assert.match(await answer.text(), /No picture has left for 9 s/)
  const alive = await fetch(`${show.url}/healthz`)
  assert.equal(alive.status, 200)
  assert.deepEqual(await alive.json(), down.health)
})

test('a mistake of ours is a sentence to the client and goes to the log', async () => {
  const errors: string[] = []
  const log = { info() {}, warn() {}, error: (message: string) => void errors.push(message) }
  const metricsText = () => Promise.reject(new Error('counter gone'))
  await using show = await openShow({ log, metricsText })
  const answer = await fetch(`${show.url}/metrics`)
  assert.equal(answer.status, 500)
  const body = await answer.text()
  assert.match(body, /"INTERNAL"/)
  assert.doesNotMatch(body, /counter gone|at .*\.ts/)
  assert.deepEqual(errors, ['GET /metrics failed: counter gone'])
})

test('an unknown address is a 404 with a hint', async () => {
  await using show = await openShow()
  for (const [path, hint] of [
    ['/strength', /Did you mean GET \/strength\/\{float\}/],
    ['/nowhere', /\/docs/],
    ['/api/events', /WebSocket/],
  ] as const)
    assert.match(await (await fetch(show.url + path)).text(), hint)
  assert.equal((await fetch(`${show.url}/nowhere`)).status, 404)
})

test('without a built page its address tells how to build it, and everything else works', async () => {
  await using show = await openShow()
  for (const path of ['/', '/display']) {
    const answer = await fetch(show.url + path)
    assert.equal(answer.status, 503)
    assert.match(await answer.text(), /npm run build:page[\s\S]*PAGE_NOT_BUILT/)
  }
  assert.equal((await fetch(`${show.url}/strength/0.5`)).status, 200)
})
