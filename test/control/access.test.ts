import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COOKIE } from '#control/access.ts'
import { isSocket } from '#control/endpoint.ts'
import { silentLog } from '#telemetry/log.ts'
import { manualClock } from '#test/manualClock.ts'
import { allEndpoints } from './allEndpoints.ts'
import { openShow, type Show } from './show.ts'

const TOKEN = 'open sesame & more'
const BEARER = { authorization: `Bearer ${TOKEN}` }
const OWN_PAGE = { 'sec-fetch-site': 'same-origin' }

for (const { method, path, changes } of (await allEndpoints()).filter((endpoint) => !isSocket(endpoint)).map(plain))
  test(`${method} ${path} ${changes ? 'needs' : 'does not need'} the token, in whichever of three ways`, async () => {
    const clock = manualClock()
    await using show = await openShow({ token: TOKEN, clock })
    const cookie = await logIn(show)
    const ask = async (headers: Record<string, string>, query = '') => {
      const body = method === 'GET' ? {} : { body: '{}', headers: { ...headers, 'content-type': 'application/json' } }
      return (await fetch(show.url + filled(path) + query, { method, headers, ...body })).status
    }
    const isLetIn = (status: number) => status !== 401 && status !== 429
    const wrong = [
      ask({}),
      ask({ authorization: 'Bearer wrong' }),
      ask({}, '?token=wrong'),
      ask({ cookie: 'i2i_token=x' }),
    ]
    assert.deepEqual((await Promise.all(wrong)).map(isLetIn), Array(4).fill(!changes))
    const right = [ask(BEARER), ask({}, `?token=${encodeURIComponent(TOKEN)}`), ask({ cookie, ...OWN_PAGE })]
    assert.deepEqual((await Promise.all(right)).map(isLetIn), [true, true, true])
  })

test('without a token everybody may change the show, and nobody is the operator', async () => {
  await using show = await openShow()
  assert.equal((await fetch(`${show.url}/strength/0.1`)).status, 200)
  assert.deepEqual(await access(show), { required: false, granted: true })
  assert.equal((await postJson(show, '/api/login', { token: 'anything' })).status, 200)
})

test('the answer to a change without a token tells how to give it', async () => {
  await using show = await openShow({ token: TOKEN })
  const answer = await fetch(`${show.url}/strength/0.1`)
  assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="i2i"')
  assert.match(await answer.text(), /"TOKEN_REQUIRED".*\?token=TOKEN/)
  assert.equal(show.settings.current.strength, 0.7)
})

test('a page is asked once: its cookie holds after a restart, and no script can read it', async () => {
  let cookie = ''
  {
    await using show = await openShow({ token: TOKEN })
    const answer = await postJson(show, '/api/login', { token: TOKEN })
    const [set = ''] = answer.headers.getSetCookie()
    assert.match(set, /HttpOnly/)
    assert.match(set, /SameSite=Strict/)
    assert.match(set, /Path=\//)
    assert.ok(!set.includes('sesame') && !decodeURIComponent(set).includes(TOKEN))
    cookie = set.split(';')[0] ?? ''
  }
  await using show = await openShow({ token: TOKEN })
  assert.deepEqual(await access(show, { cookie }), { required: true, granted: true })
  assert.equal((await patch(show, { cookie })).status, 200)
  await using other = await openShow({ token: 'another' })
  assert.deepEqual(await access(other, { cookie }), { required: true, granted: false })
})

test('a page of another port cannot spend the cookie by showing a picture', async () => {
  await using show = await openShow({ token: TOKEN })
  const cookie = await logIn(show)
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`${show.url}/strength/0.1`, { headers: { cookie, ...headers } })).status
  // over plain HTTP to another machine browsers say no more than this
  assert.equal(await ask({}), 401)
  assert.equal(await ask({ referer: 'http://127.0.0.1:8080/' }), 403)
  assert.equal(show.settings.current.strength, 0.7)
  assert.equal(await ask({ referer: `${show.url}/` }), 200)
  assert.equal(await ask({ 'sec-fetch-site': 'none' }), 200)
})

test('after ten wrong tokens a minute from one address even the right one has to wait', async () => {
  const clock = manualClock()
  const warnings: string[] = []
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) }
  await using show = await openShow({ token: TOKEN, clock, log })
  const cookie = await logIn(show)
  for (let i = 0; i < 10; i++) assert.equal((await patch(show, { authorization: `Bearer ${i}` })).status, 401)
  const refused = await patch(show, BEARER)
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('retry-after'), '6')
  assert.match(await refused.text(), /"RATE_LIMITED"/)
  assert.equal((await postJson(show, '/api/login', { token: TOKEN })).status, 429)
  assert.equal((await fetch(`${show.url}/api/access`, { headers: BEARER })).status, 429, 'reading tells nothing either')
  assert.deepEqual(warnings, ['http 127.0.0.1 gives one wrong token after another.'])
  assert.equal((await patch(show, { cookie })).status, 200, 'the page at the same machine is not shut out')
  await clock.advance(6000)
  assert.equal((await patch(show, BEARER)).status, 200)
})

test('a page with a cookie of an older token may ask as often as it likes', async () => {
  const clock = manualClock()
  await using show = await openShow({ token: TOKEN, clock })
  const cookie = await logIn(show)
  const stale = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  for (let i = 0; i < 30; i++) assert.equal((await patch(show, { cookie: stale })).status, 401)
  assert.equal((await patch(show, { cookie })).status, 200)
})

test('cookies cannot be tried out one after another', async () => {
  await using show = await openShow({ token: TOKEN, clock: manualClock() })
  const cookie = await logIn(show)
  const tried = []
  for (let i = 0; i < 12; i++) {
    const guess = `${COOKIE}=${String(i).padStart(43, 'x')}`
    tried.push((await patch(show, { cookie: guess })).status)
  }
  assert.deepEqual(tried, [...Array(10).fill(401), 429, 429])
  assert.equal((await patch(show, { cookie })).status, 429)
  assert.equal((await patch(show, BEARER)).status, 200, 'the token itself is still taken')
})

test('the token is found in no setting, no history and no line of the log', async () => {
  const lines: string[] = []
  const note = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const metricsText = () => Promise.reject(new Error('gone'))
  const log = { info: note, warn: note, error: note }
  await using show = await openShow({ token: 'sesame', log, metricsText })
  const answers: string[] = []
  for (const path of [
    '/prompt/snow',
    '/metrics',
    '/nowhere',
    '/api/events',
    '/strength/7',
    '/directory/..',
    '/docs/no',
  ])
    answers.push(await (await fetch(`${show.url}${path}?token=sesame`)).text())
  await patch(show, { authorization: 'Bearer sesame' })
  assert.equal(show.settings.current.prompt, 'snow')
  assert.ok(lines.some((line) => line.includes('GET /metrics failed')))
  const said = JSON.stringify([show.settings.current, show.desk.promptHistory, lines, answers])
  assert.doesNotMatch(said, /sesame/)
})

test('a token of any letters is understood, and one that is given twice is none', async () => {
  await using show = await openShow({ token: 'Grüße, 海 & +' })
  const ask = async (query: string) => (await fetch(`${show.url}/strength/0.1?${query}`)).status
  assert.equal(await ask(`token=${encodeURIComponent('Grüße, 海 & +')}`), 200)
  assert.equal(await ask(`token=x&token=${encodeURIComponent('Grüße, 海 & +')}`), 401)
  assert.equal(await ask('token='), 401)
})

type Plain = { method: string; path: string; changes: boolean }

/** The login is asked for in other tests. */
function plain(endpoint: { method: string; path: string; changes?: string }): Plain {
  const { method, path, changes } = endpoint
  return { method, path, changes: changes !== undefined && changes !== 'login' }
}

function filled(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '1')
}

async function logIn(show: Show): Promise<string> {
  const answer = await postJson(show, '/api/login', { token: TOKEN })
  assert.equal(answer.status, 200)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

async function access(show: Show, headers: Record<string, string> = {}) {
  return (await fetch(`${show.url}/api/access`, { headers })).json()
}

function patch(show: Show, headers: Record<string, string>) {
  const json = { 'content-type': 'application/json', ...headers }
  return fetch(`${show.url}/api/settings`, { method: 'PATCH', headers: json, body: '{"mirror": true}' })
}

function postJson(show: Show, path: string, body: unknown) {
  const headers = { 'content-type': 'application/json' }
  return fetch(show.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}
