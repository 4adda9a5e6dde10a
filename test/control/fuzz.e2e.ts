import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { WebSocket } from 'ws'
import { eventually } from '#test/eventually.ts'
import { pick, seededRandom } from '#test/random.ts'
import { allEndpoints } from './allEndpoints.ts'
import { openShow, published, type Show } from './show.ts'

const REQUESTS = 5000
const SEED = 20_260_731
const AT_ONCE = 20
/** Answers with 503 that are no mistake: there is no picture, and no page. */
const NOT_READY = /NOT_READY|PAGE_NOT_BUILT/

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

for (const token of ['', 'sesame'])
  test(`${REQUESTS} random requests ${token ? 'with' : 'without'} a token leave the server as it was`, async (t) => {
    const complaints: string[] = []
    const log = { info() {}, warn() {}, error: (message: string) => void complaints.push(message) }
    await using show = await openShow({ log, token })
    const random = seededRandom(SEED)
    const fuzz = new Fuzz(show, random, await allEndpoints())
    await fuzz.send(REQUESTS / 5)
    const before = heapBytes()
    await fuzz.send((REQUESTS / 5) * 4)
    const grownBytes = heapBytes() - before
    t.diagnostic(`${JSON.stringify(fuzz.counts)}, heap grown by ${Math.round(grownBytes / 1000)} kB`)
    assert.deepEqual(fuzz.surprises, [])
    assert.deepEqual(complaints, [])
    assert.ok(grownBytes < 8_000_000, `grown by ${grownBytes} bytes`)
    await assertWorks(show, token)
  })

type Target = { readonly method: string; readonly path: string }

/** Sends requests that are nearly right, and some that are nothing at all. */
class Fuzz {
  readonly counts: Record<string, number> = {}
  readonly surprises: string[] = []
  readonly #show: Show
  readonly #random: () => number
  readonly #endpoints: readonly Target[]
  readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })

  constructor(show: Show, random: () => number, endpoints: readonly Target[]) {
    this.#show = show
    this.#random = random
    this.#endpoints = endpoints
  }

  async send(count: number): Promise<void> {
    let left = count
    const sender = async () => {
      while (left-- > 0) await (this.#pick(10) === 0 ? this.#sendBytes() : this.#sendRequest())
    }
    await Promise.all(Array.from({ length: AT_ONCE }, sender))
  }

  async #sendRequest(): Promise<void> {
    const endpoint = this.#oneOf(this.#endpoints)
    const isOdd = this.#pick(6) === 0
    const method = isOdd
      ? this.#oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE'])
      : endpoint.method
    const path = this.#path(endpoint.path)
    const body = this.#pick(method === 'GET' ? 10 : 3) > 0 === (method === 'GET') ? undefined : this.#body()
    const headers = this.#headers(body)
    const { hostname, port } = new URL(this.#show.url)
    const asked = request({ ...{ hostname, port, method, path, headers }, agent: this.#agent, ...this.#address() })
    const what = `${method} ${path} ${JSON.stringify(headers)} ${body?.slice(0, 200)}`
    const isCutOff = this.#pick(40) === 0
    const answered = new Promise<void>((resolve) => {
      asked.on('response', (answer) => {
        let text = ''
        answer.on('data', (bytes) => {
          text += bytes
        })
        answer.on('close', () => resolve(this.#note(answer.statusCode ?? 0, text, what)))
      })
      asked.on('upgrade', (_answer, socket) => {
        this.#note(101, '', what)
        socket.destroy()
        resolve()
      })
      asked.on('error', () => resolve(this.#count('hung up')))
    })
    if (body !== undefined) asked.write(body)
    if (isCutOff) setImmediate(() => asked.destroy())
    else asked.end()
    await answered
  }

  /** Bytes that are hardly HTTP, and connections that are cut off in the middle of a request. */
  async #sendBytes(): Promise<void> {
    const { hostname, port } = new URL(this.#show.url)
    const socket = connect({ host: hostname, port: Number(port), ...this.#address() })
    const lines = [
      `${this.#oneOf(['GET', 'get', 'PATCH', 'FOO', ''])} ${this.#path(this.#oneOf(this.#endpoints).path)} HTTP/${this.#oneOf(['1.1', '1.0', '9'])}`,
    ]
    for (let i = this.#pick(4); i > 0; i--)
      lines.push(this.#oneOf(['host: 127.0.0.1', 'host:', 'x', ': y', 'content-length: -1']))
    const text = `${lines.join(this.#oneOf(['\r\n', '\n']))}\r\n${this.#oneOf(['\r\n', '', '\0', this.#word()])}`
    let answer = ''
    socket.setEncoding('latin1')
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('error', () => socket.destroy())
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.end(Buffer.from(text, 'utf8').subarray(0, 1 + this.#pick(text.length)))
    await closed
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]
    if (status) this.#note(Number(status), answer, text)
    else this.#count('hung up')
  }

  #note(status: number, text: string, what: string): void {
    this.#count(String(status))
    const isExpected = status < 300 || (status >= 400 && status < 500) || (status === 503 && NOT_READY.test(text))
    if (!isExpected) this.surprises.push(`${status} to ${what}: ${text.slice(0, 300)}`)
    if (status >= 400 && text.startsWith('{') && !text.startsWith('{"error":{"code":"'))
      this.surprises.push(`another form of error to ${what}: ${text.slice(0, 300)}`)
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1
  }

  #path(pattern: string): string {
    const path = pattern.replaceAll(/\{\w+\}/g, () => this.#word())
    const whole = this.#pick(8) === 0 ? `${path}/${this.#word()}` : path
    return (
      whole +
      this.#oneOf(['', '', '', '', '?', '?token=sesame', '?token=', '?HOST_INFO', '?a[]=1&a=2&__proto__=3', '#x', '%'])
    )
  }

  #headers(body: string | undefined): Record<string, string> {
    const length = this.#pick(3) > 0 && { 'content-length': String(Buffer.byteLength(body ?? '')) }
    const framing = length || { 'transfer-encoding': 'chunked' }
    const json = body === undefined ? {} : { 'content-type': this.#oneOf(TYPES), ...framing }
    const more = this.#pick(3) === 0 ? this.#oneOf(HEADERS) : {}
    const token = this.#pick(2) === 0 ? { authorization: 'Bearer sesame' } : {}
    return { ...json, ...token, ...more }
  }

  #body(): string {
    if (this.#pick(6) === 0) return this.#oneOf(BODIES)
    const value = JSON.stringify(this.#value(0))
    return this.#pick(12) === 0 ? value.slice(0, this.#pick(value.length)) : value
  }

  #value(depth: number): unknown {
    const kind = this.#pick(depth > 3 ? 4 : 8)
    if (kind === 0) return this.#oneOf([0, 1, -1, 0.5, 1e308, -1e-308, 2 ** 53, 4294967296])
    if (kind === 1) return this.#oneOf([true, false, null])
    if (kind < 4) return decodeSafely(this.#word())
    if (kind === 4) return Array.from({ length: this.#pick(6) }, () => this.#value(depth + 1))
    const names = Array.from({ length: this.#pick(4) }, () => this.#oneOf(NAMES))
    return Object.fromEntries(names.map((name) => [name, this.#value(depth + 1)]))
  }

  #word(): string {
    return this.#oneOf(WORDS)
  }

  /** As from many machines, so that the limits of one do not hide the rest. */
  #address(): { localAddress?: string } {
    return process.platform === 'linux' ? { localAddress: `127.0.0.${2 + this.#pick(8)}` } : {}
  }

  #pick(below: number): number {
    return pick(this.#random, below)
  }

  #oneOf<T>(choices: readonly T[]): T {
    return choices[this.#pick(choices.length)] as T
  }
}

async function assertWorks(show: Show, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const patch = (body: string) => fetch(`${show.url}/api/settings`, { method: 'PATCH', headers, body })
  // where all requests come from one address, its allowance has to come back first
  await eventually(async () => (await patch('{"prompt": "still here"}')).status === 200, { withinMs: 10_000 })
  assert.equal((await fetch(`${show.url}/strength/0.25`, { headers })).status, 200)
  assert.equal(show.settings.current.prompt, 'still here')
  assert.equal(show.settings.current.strength, 0.25)
  const socket = new WebSocket(`${show.url.replace('http', 'ws')}/api/pairs`)
  await once(socket, 'open')
  show.board.show(published(1))
  await once(socket, 'message')
  socket.terminate()
}

function heapBytes(): number {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}

function decodeSafely(word: string): string {
  return word.replaceAll(/%[0-9a-fA-F]{2}/g, ' ')
}

const WORDS = [
  ...[
    '',
    '1',
    '0',
    '-1',
    '0.5',
    '1e9',
    'NaN',
    'true',
    'off',
    'auto',
    'a%20cat',
    'snow',
    'x'.repeat(300),
    'y'.repeat(5000),
  ],
  ...[
    '%',
    '%00',
    '%ff%fe',
    '%F0%9F%8C%8A',
    '..',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e',
    '/',
    '//',
    '%5c',
    'C:',
    '~',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prompt',
    'strength',
    'cue',
    'undo',
    'dice',
    'mode',
    'camera',
  ],
  ...[
    'frames',
    'other',
    'ada',
    '-f%20snow',
    '{}',
    '[]',
    '(a)1.5',
    '("a","b").blend(1)',
    '<script>',
    "';--",
    '%0d%0aset-cookie:x',
  ],
]

const NAMES = [
  ...[
    'prompt',
    'secondPrompt',
    'morePrompts',
    'strength',
    'seed',
    'mode',
    'camera',
    'directory',
    'batchSize',
    'position',
  ],
  ...[
    'name',
    'args',
    'seconds',
    'curve',
    'names',
    'settings',
    'token',
    'text',
    'weight',
    'resolution',
    'transitionSeconds',
  ],
  ...['__proto__', 'constructor', 'toString', '', 'a', 'x'.repeat(200)],
]

const TYPES = [
  ...Array(12).fill('application/json'),
  'application/json; charset=utf-16',
  ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'image/png', '', 'nonsense', 'a/b;c="'],
]

const HEADERS: readonly Record<string, string>[] = [
  ...[{ origin: 'http://elsewhere.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { referer: 'x' }],
  ...[{ cookie: 'i2i_token=x' }, { cookie: 'i2i_token=%%%; =;;; a' }, { cookie: '__proto__=1; constructor=2' }],
  ...[{ authorization: 'Bearer' }, { authorization: 'Basic eDp5' }, { authorization: 'Bearer wrong' }],
  ...[{ host: 'elsewhere.example' }, { host: '' }, { host: '[::1' }, { expect: '100-continue' }],
  ...[{ range: 'bytes=0-5' }, { 'if-none-match': '*' }, { accept: 'nothing' }, { 'accept-encoding': 'gzip' }],
  { connection: 'Upgrade', upgrade: 'websocket' },
  { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x', 'sec-websocket-version': '13' },
  {
    ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  },
  { connection: 'Upgrade', upgrade: 'h2c' },
]

const BODIES = [
  ...[
    '',
    ' ',
    '{',
    '[',
    'null',
    '"',
    '{"a":1}}',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":1}}',
    '\ufeff{}',
  ],
  ...[
    'strength=1',
    '[[[[[[[[[[',
    `[${'['.repeat(5000)}${']'.repeat(5000)}]`,
    '{"prompt":"\\ud800"}',
    'x'.repeat(70_000),
  ],
]
