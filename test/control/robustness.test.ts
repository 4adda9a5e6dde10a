import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { test } from 'node:test'
import { exchange } from './exchange.ts'
import { openShow } from './show.ts'

const MB = 2 ** 20

for (const [what, head] of [
  ['announced', `content-length: ${100 * MB}`],
  ['sent in pieces', 'transfer-encoding: chunked'],
] as const)
  for (const request of ['PATCH /api/settings', 'GET /strength/0.5', 'POST /nowhere'])
    test(`a body of 100 MB, ${what}, to ${request} takes no memory`, async () => {
      await using show = await openShow()
      const before = process.memoryUsage().rss
      const answer = await pour(
        show.url,
        `${request} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${head}\r\n\r\n`,
      )
      assert.match(
        answer,
        request.startsWith('PATCH') ? /^HTTP\/1\.1 413 [\s\S]*REQUEST_TOO_LARGE/ : /^HTTP\/1\.1 (413|404|200) /,
      )
      assert.ok(process.memoryUsage().rss - before < 40 * MB)
      assert.equal((await fetch(`${show.url}/healthz`)).status, 200)
    })

test('bytes that are no HTTP are answered in the form of all errors, and counted', async () => {
  await using show = await openShow()
  assert.match(await exchange(show.url, 'HELO there\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*"REQUEST_UNREADABLE"/)
  for (let i = 0; i < 20; i++) await exchange(show.url, Buffer.concat([randomBytes(500), Buffer.from('\r\n\r\n')]))
  assert.ok(show.drops.total('wire', 'unreadable HTTP request') >= 15)
  assert.equal((await fetch(`${show.url}/healthz`)).status, 200)
})

test('headers without end are refused', async () => {
  await using show = await openShow()
  const request = `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`
  assert.match(await exchange(show.url, request), /^HTTP\/1\.1 431 |^$/)
})

const REFUSED: [what: string, headers: Record<string, string>][] = [
  ['another host', { origin: 'http://elsewhere.example' }],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a file', { origin: 'null' }],
  ['a link on another page', { 'sec-fetch-site': 'cross-site' }],
]

for (const [what, headers] of REFUSED)
  test(`a page of ${what} cannot change the show or look in`, async () => {
    await using show = await openShow()
    const before = show.settings.current
    const body = '{"strength": 0.1}'
    const json = { 'content-type': 'application/json', ...headers }
    const answers = await Promise.all([
      fetch(`${show.url}/strength/0.1`, { headers }),
      fetch(`${show.url}/prompt/x`, { headers }),
      fetch(`${show.url}/api/settings`, { method: 'PATCH', body, headers: json }),
      fetch(`${show.url}/api/pictures`, { headers }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403, 403, 403],
    )
    assert.equal(show.settings.current, before)
    assert.equal(answers[0]?.headers.get('access-control-allow-origin'), null)
  })

test('the page of the server itself may change the show', async () => {
  await using show = await openShow()
  const headers = { origin: show.url, 'sec-fetch-site': 'same-origin' }
  assert.equal((await fetch(`${show.url}/strength/0.1`, { headers })).status, 200)
})

test('a host that gives its name to this machine is not taken for it', async () => {
  await using show = await openShow()
  const port = new URL(show.url).port
  const ask = (host: string) =>
    exchange(show.url, `GET /strength/0.1 HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
  assert.match(await ask(`elsewhere.example:${port}`), /^HTTP\/1\.1 403/)
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, '127.0.0.1'])
    assert.match(await ask(host), /^HTTP\/1\.1 200/, host)
})

test('a port that is in use is one sentence with a remedy', async () => {
  await using show = await openShow()
  const port = Number(new URL(show.url).port)
  await assert.rejects(openShow({ port }), {
    code: 'PORT_IN_USE',
    message: `Port ${port} on 127.0.0.1 is taken by another program.`,
    remedy: new RegExp(`--settings_port ${port + 10}`),
  })
})

test('an address that this machine does not have is one sentence with a remedy', async () => {
  await assert.rejects(openShow({ host: '203.0.113.7' }), { code: 'BAD_OPTION', remedy: /--host 0\.0\.0\.0/ })
})

/** Sends a request and then up to 100 MB, as long as somebody listens. @returns what came back */
function pour(url: string, head: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const isChunked = head.includes('chunked')
  const block = Buffer.alloc(MB, ' ')
  const piece = isChunked ? Buffer.concat([Buffer.from(`${MB.toString(16)}\r\n`), block, Buffer.from('\r\n')]) : block
  return new Promise((resolve) => {
    let answer = ''
    let sent = 0
    const socket = connect(Number(port), hostname)
    const pump = () => {
      while (sent++ < 100 && !socket.destroyed) if (!socket.write(piece)) return
      socket.end(isChunked ? '0\r\n\r\n' : '')
    }
    socket.on('connect', () => {
      socket.write(head)
      pump()
    })
    socket.on('drain', pump)
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('error', () => socket.destroy()) // hung up on us, as it should
    socket.on('close', () => resolve(answer))
  })
}
