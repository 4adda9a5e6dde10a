import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { parseAllowedOrigins } from '#control/origins.ts'
import { silentLog } from '#telemetry/log.ts'
import { manualClock } from '#test/manualClock.ts'
import { openShow, type Show } from './show.ts'

const FRIEND = 'http://laptop:8080'
const STRANGER = 'https://elsewhere.example'

/** What a browser says of the page that a request comes from, and whether that may change the show with each --allow_origin. */
const PAGES: [who: string, headers: Headers, mayChange: { none: boolean; friend: boolean; all: boolean }][] = [
  ['a program that is no browser', {}, { none: true, friend: true, all: true }],
  ['the own page', { origin: 'OWN', 'sec-fetch-site': 'same-origin' }, { none: true, friend: true, all: true }],
  ['the own page in an old browser', { origin: 'OWN' }, { none: true, friend: true, all: true }],
  ['an address that was typed', { 'sec-fetch-site': 'none' }, { none: true, friend: true, all: true }],
  ['a link on the own page', { referer: 'OWN/display' }, { none: true, friend: true, all: true }],
  [
    'another port',
    { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
    { none: false, friend: false, all: true },
  ],
  ['a picture on a page of another port', { 'sec-fetch-site': 'same-site' }, { none: false, friend: false, all: true }],
  ['a picture there, in an old browser', { referer: 'http://127.0.0.1:1/' }, { none: false, friend: false, all: true }],
  ['a friend', { origin: FRIEND, 'sec-fetch-site': 'cross-site' }, { none: false, friend: true, all: true }],
  ['a picture on a page of a friend', { referer: `${FRIEND}/` }, { none: false, friend: true, all: true }],
  ['a friend on another port', { origin: 'http://laptop:8081' }, { none: false, friend: false, all: true }],
  ['a friend with TLS', { origin: 'https://laptop:8080' }, { none: false, friend: false, all: true }],
  ['a name that begins like a friend', { origin: `${FRIEND}.example` }, { none: false, friend: false, all: true }],
  ['a stranger', { origin: STRANGER, 'sec-fetch-site': 'cross-site' }, { none: false, friend: false, all: true }],
  ['a stranger in an old browser', { origin: STRANGER }, { none: false, friend: false, all: true }],
  ['a link on a page of a stranger', { 'sec-fetch-site': 'cross-site' }, { none: false, friend: false, all: true }],
  ['a picture on a page of a stranger', { referer: `${STRANGER}/` }, { none: false, friend: false, all: true }],
  ['a file', { origin: 'null' }, { none: false, friend: false, all: true }],
  ['nonsense', { origin: '://', referer: '://' }, { none: false, friend: false, all: true }],
]

const CHANGES: [method: string, path: string, body?: object][] = [
  ['GET', '/strength/0.1'],
  ['GET', '/prompt/x'],
  ['PATCH', '/api/settings', { mirror: true }],
  ['POST', '/api/command', { name: 'mirror', args: [1] }],
  ['POST', '/api/login', { token: '' }],
  ['PUT', '/api/cues/x', {}],
  ['DELETE', '/api/cues/x'],
]

for (const [list, allowOrigin] of [
  ['none', ''],
  ['friend', FRIEND],
  ['all', '*'],
] as const)
  test(`with --allow_origin '${allowOrigin}' exactly the right pages may change the show and look in`, async () => {
    await using show = await openShow({ allowOrigin, clock: manualClock() })
    for (const [who, headers, mayChange] of PAGES) {
      const own = withOwn(headers, show)
      const answers = await Promise.all(CHANGES.map((change) => ask(show, change, own)))
      const expected = mayChange[list]
      const isLetIn = answers.map(({ status }) => status !== 403)
      assert.deepEqual(isLetIn, Array(CHANGES.length).fill(expected), `${who} changes something`)
      assert.equal(await canListen(show, own), expected, `${who} listens`)
      const canRead = answers[0]?.headers.get('access-control-allow-origin') === own.origin
      const isNamed = list === 'all' || own.origin === FRIEND
      if (own.origin && own.origin !== show.url) assert.equal(canRead, expected && isNamed, `${who} reads the answer`)
    }
  })

test('what may not change anything does not', async () => {
  await using show = await openShow({ allowOrigin: FRIEND, clock: manualClock() })
  const before = show.settings.current
  for (const change of CHANGES) await ask(show, change, { origin: STRANGER })
  assert.equal(show.settings.current, before)
  assert.equal(show.desk.cues.all.length, 0)
})

test('a browser that asks first hears what a page of a named origin may send, and nothing for others', async () => {
  await using show = await openShow({ allowOrigin: `${FRIEND}, http://tablet` })
  const preflight = (origin: string) =>
    fetch(`${show.url}/api/settings`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization' },
    })
  for (const origin of [FRIEND, 'http://tablet']) {
    const { status, headers } = await preflight(origin)
    assert.equal(status, 204)
    assert.equal(headers.get('access-control-allow-origin'), origin)
    assert.match(headers.get('access-control-allow-methods') ?? '', /PATCH, DELETE/)
    assert.equal(headers.get('access-control-allow-headers'), 'authorization, content-type')
    assert.equal(headers.get('access-control-allow-credentials'), null)
    assert.equal(headers.get('vary'), 'Origin')
  }
  const { headers } = await preflight(STRANGER)
  assert.equal(headers.get('access-control-allow-origin'), null)
  assert.equal(headers.get('vary'), 'Origin')
})

test('a page of a named origin reads errors too, and still needs the token', async () => {
  await using show = await openShow({ allowOrigin: FRIEND, token: 'sesame' })
  const headers = { origin: FRIEND }
  const refused = await fetch(`${show.url}/strength/0.1`, { headers })
  assert.equal(refused.status, 401)
  assert.equal(refused.headers.get('access-control-allow-origin'), FRIEND)
  const known = { ...headers, authorization: 'Bearer sesame' }
  assert.equal((await fetch(`${show.url}/strength/0.1`, { headers: known })).status, 200)
})

test('letting in every origin is worth a warning', async () => {
  const warnings: string[] = []
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) }
  await using _show = await openShow({ allowOrigin: '*', log })
  assert.match(warnings.join(), /every web origin/)
})

test('an origin is what a browser shows before the first single slash', () => {
  const { isAll, origins } = parseAllowedOrigins(' HTTP://Laptop:8080/ ,https://show.example,')
  assert.deepEqual({ isAll, origins: [...origins] }, { isAll: false, origins: [FRIEND, 'https://show.example'] })
  for (const given of ['laptop', 'laptop:8080', 'http://laptop/page', 'ftp://laptop', 'http://*.example', 'http://'])
    assert.throws(() => parseAllowedOrigins(given), { code: 'BAD_OPTION', remedy: /--allow_origin http:/ }, given)
})

type Headers = Readonly<Record<string, string>>

function withOwn(headers: Headers, { url }: Show): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('OWN', url)]))
}

function ask(show: Show, [method, path, body]: (typeof CHANGES)[number], headers: Headers) {
  if (!body) return fetch(show.url + path, { method, headers })
  const json = { ...headers, 'content-type': 'application/json' }
  return fetch(show.url + path, { method, headers: json, body: JSON.stringify(body) })
}

async function canListen({ url }: Show, headers: Headers): Promise<boolean> {
  const sockets = ['/api/events', '/api/pictures', '/api/pairs'].map(
    (path) => new WebSocket(url.replace('http', 'ws') + path, { headers: { ...headers } }),
  )
  const isOpen = await Promise.all(
    sockets.map((socket) =>
      Promise.race([
        once(socket, 'open').then(() => true),
        once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode !== 403),
      ]),
    ),
  )
  for (const socket of sockets) socket.on('error', () => socket.close()).terminate()
  assert.equal(new Set(isOpen).size, 1)
  return isOpen[0] ?? false
}
