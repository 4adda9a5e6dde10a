import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Client, Server } from 'node-osc'
import type { Settings } from '#settings/schema.ts'
import { eventually } from '#test/eventually.ts'
import { freeUdpPort } from '#test/freePorts.ts'
import { calm, type LiveShow, openLiveShow } from '#test/liveShow.ts'
import { runProgram } from '#test/runProgram.ts'
import { openStandInGoogle } from '#test/standInGoogle.ts'
import { openStandInOpenAi } from '#test/standInOpenAi.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

/** What every door shall show within this time of a change at another; the median of some, because the machine is shared. */
const WITHIN_MS = 100

test('every door shows what the others have changed', { timeout: 60_000 }, async (t) => {
  const doors = await openDoors(t)
  const { show, osc, heard, events } = doors

  await t.test('HTTP is seen by OSC feedback and by pages', async () => {
    const waits: number[] = []
    for (const strength of [0.11, 0.22, 0.33, 0.44, 0.55]) {
      const began = performance.now()
      await show.get(`/strength/${strength}`)
      await eventually(() => close(heard.get('/strength'), strength), { what: 'OSC feedback' })
      await eventually(() => events.settings?.strength === strength, { what: 'an event for pages' })
      waits.push(performance.now() - began)
    }
    assert.ok(median(waits) < WITHIN_MS, `${waits}`)
  })

  await t.test('OSC is seen by HTTP and by pages', async () => {
    const waits: number[] = []
    for (const strength of [0.66, 0.77, 0.88, 0.99, 0.5]) {
      const began = performance.now()
      osc.send('/strength', strength)
      await eventually(() => close(events.settings?.strength, strength), { what: 'an event for pages' })
      waits.push(performance.now() - began)
    }
    assert.ok(median(waits) < WITHIN_MS, `${waits}`)
    assert.ok(close((await settingsOf(show)).strength, 0.5))
  })

  await t.test('the chat is seen by OSC feedback, and answers in one line', async () => {
    const { stdout, code } = await chat(doors, 'a quiet sea\n/seed 77\n')
    assert.equal(code, 0)
    assert.equal(stdout.trim().split('\n').length, 2)
    await eventually(() => heard.get('/seed') === 77 && heard.get('/prompt') === 'a quiet sea', {
      what: 'OSC feedback',
    })
  })

  await t.test('one word changes several settings: /mode soft', async () => {
    osc.send('/mode', 'soft')
    await eventually(() => events.settings?.numInferenceSteps === 3 && events.settings.strength === 0.5)
    osc.send('/blend', 'snow', 'fog', 0.25)
    await eventually(() => events.settings?.secondPrompt === 'fog' && close(events.settings.blend, 0.25))
  })

  await t.test('what OSC did can be taken back over HTTP', async () => {
    const before = (await settingsOf(show)).opacity
    osc.send('/opacity', 0.3)
    await eventually(() => close(events.settings?.opacity, 0.3))
    await post(show, '/api/undo')
    await eventually(() => events.settings?.opacity === before)
  })
})

test('a cue that is written into the file is there, and every door recalls it', { timeout: 60_000 }, async (t) => {
  const { show, osc, events, cuesPath } = await openDoors(t)
  writeFileSync(
    cuesPath,
    '# for the second act\nnight:\n  seconds: 0\n  settings:\n    prompt: a night sky\n    strength: 0.25\n',
  )
  await eventually(async () => (await cuesOf(show)).cues.some(({ name }) => name === 'night'), { what: 'the cue' })
  osc.send('/cue', 'night')
  await eventually(() => events.settings?.prompt === 'a night sky' && events.settings.strength === 0.25)

  await t.test('a cue glides there in its own time', async () => {
    await put(show, '/api/cues/day', { seconds: 1, curve: 'linear', settings: { strength: 0.75 } })
    await post(show, '/api/cues/day/recall')
    await eventually(() => (events.settings?.strength ?? 0) > 0.35 && (events.settings?.strength ?? 1) < 0.7)
    await eventually(() => events.settings?.strength === 0.75)
    assert.match(readFileSync(cuesPath, 'utf8'), /# for the second act[\s\S]*day:/)
  })

  await t.test('a file that is broken keeps the cues, and the line is told', async () => {
    appendFileSync(cuesPath, 'broken:\n  settings:\n    strenght: 1\n')
    const { problem, cues } = await eventually(async () => {
      const now = await cuesOf(show)
      return now.problem ? now : undefined
    })
    assert.match(problem ?? '', /line \d+.*strenght/)
    assert.deepEqual(cues.map(({ name }) => name).sort(), ['day', 'night'])
  })
})

test('with a token everybody may look, and only who has it may change', { timeout: 60_000 }, async (t) => {
  const { show, osc } = await openDoors(t, ['--token', 'open sesame'])
  assert.equal((await show.get('/api/settings')).status, 200)
  for (const path of ['/strength/0.5', '/prompt/x', '/cue/x']) assert.equal((await show.get(path)).status, 401)
  assert.equal((await post(show, '/api/undo')).status, 401)
  assert.equal((await show.get('/strength/0.31?token=open%20sesame')).status, 200)
  assert.equal((await settingsOf(show)).strength, 0.31)
  const { code, stderr } = await chatAt(show, '/strength 0.4\n')
  assert.notEqual(code, 0)
  assert.match(stderr, /token/i)
  assert.equal((await chatAt(show, '/strength 0.4\n', ['--token', 'open sesame'])).code, 0)
  // this machine may, and is the only one that may
  osc.send('/strength', 0.9)
  await eventually(async () => close((await settingsOf(show)).strength, 0.9))
})

test('a prompt is translated and checked on its way to the picture, and an unsafe one stays outside', {
  timeout: 60_000,
}, async (t) => {
  await using google = await openStandInGoogle({ 'ein stilles Meer': 'a quiet sea' })
  await using openAi = await openStandInOpenAi()
  const folder = temporaryFolder(t)
  const show = await openLiveShow(t, {
    serverFlags: [
      ...['--translation', '--translation-credentials', google.writeCredentials(folder)],
      ...['--safety', '--safety-audit', join(folder, 'audit.jsonl'), '--safety-seconds', '2'],
    ],
    environment: { ...google.environment, ...openAi.environment },
  })
  const promptOf = async () => (await show.status()).show.prompts[0]

  assert.deepEqual(await (await show.get('/prompt/ein%20stilles%20Meer')).json(), { safety: 'safe' })
  assert.deepEqual(await promptOf(), { given: 'ein stilles Meer', used: 'a quiet sea', weight: 1 })

  await t.test('an unsafe prompt is answered as existing clients expect, and the old one stays', async () => {
    assert.deepEqual(await (await show.get('/prompt/Mickey%20Mouse')).json(), { safety: 'unsafe' })
    assert.equal((await promptOf()).given, 'ein stilles Meer')
  })

  await t.test('when the check is away nothing new is shown, and the status says so', async () => {
    openAi.troubles.moderation = 'silent'
    assert.equal((await show.get('/prompt/a%20red%20house')).status, 503)
    const { show: parts } = await show.status()
    assert.equal(parts.prompts[0].given, 'ein stilles Meer')
    assert.equal(parts.safety.isHealthy, false)
  })

  await t.test('every decision is in the audit file', async () => {
    const verdicts = readFileSync(join(folder, 'audit.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const given = verdicts.map(({ given, verdict }) => `${given}: ${verdict}`)
    assert.ok(given.includes('ein stilles Meer: safe') && given.includes('Mickey Mouse: unsafe'), given.join('\n'))
  })
})

test('20,000 packets of nonsense do not disturb the pictures', { timeout: 60_000 }, async (t) => {
  const { show, osc } = await openDoors(t)
  await calm(show)
  const before = show.server.rssMb()
  const since = performance.now()
  const { code, stderr } = await runProgram('python3', [
    join(import.meta.dirname, 'oscNonsense.py'),
    `${show.ports.osc}`,
  ])
  assert.equal(code, 0, stderr)
  assert.ok(show.audience.largestGapMs(since) < 750, `a gap of ${show.audience.largestGapMs(since)} ms`)
  osc.send('/seed', 4711)
  await eventually(async () => (await settingsOf(show)).seed === 4711, { what: 'a good message after the bad ones' })
  assert.ok(show.server.rssMb() < before + 60, `${before} MB before, ${show.server.rssMb()} MB after`)
})

type Doors = {
  readonly show: LiveShow
  readonly osc: Client
  /** The newest value of each address that came as feedback. */
  readonly heard: ReadonlyMap<string, unknown>
  readonly events: { readonly settings: Settings | undefined }
  readonly cuesPath: string
}

async function openDoors(t: TestContext, flags: readonly string[] = []): Promise<Doors> {
  const feedbackPort = await freeUdpPort()
  const cuesPath = join(temporaryFolder(t), 'cues.yaml')
  const serverFlags = ['--osc-feedback', `127.0.0.1:${feedbackPort}`, '--cues', cuesPath, ...flags]
  const heard = new Map<string, unknown>()
  const feedback = new Server(feedbackPort, '127.0.0.1')
  feedback.on('message', ([address, value]) => heard.set(String(address), value))
  // it does not know the numbers of 64 bits in which seeds beyond 2^31 are told
  feedback.on('error', () => undefined)
  t.after(() => feedback.close())
  const show = await openLiveShow(t, { serverFlags })
  const osc = new Client('127.0.0.1', show.ports.osc)
  t.after(() => osc.close())
  return { show, osc, heard, events: listen(t, show), cuesPath }
}

function listen(t: TestContext, { ports }: LiveShow): Doors['events'] {
  const events: { settings: Settings | undefined } = { settings: undefined }
  const socket = new WebSocket(`ws://127.0.0.1:${ports.settings}/api/events`)
  socket.onmessage = ({ data }) => {
    const event = JSON.parse(String(data))
    if (event.type === 'settings') events.settings = event.settings
  }
  t.after(() => socket.close())
  return events
}

function chat({ show }: Doors, lines: string) {
  return chatAt(show, lines)
}

function chatAt({ ports }: LiveShow, lines: string, flags: readonly string[] = []) {
  const main = join(import.meta.dirname, '../../src/cli/main.ts')
  const args = [main, 'chat', '--host', '127.0.0.1', '--settings-port', String(ports.settings), ...flags]
  return runProgram(process.execPath, args, { input: lines })
}

async function settingsOf(show: LiveShow): Promise<Settings> {
  return (await show.get('/api/settings')).json() as Promise<Settings>
}

async function cuesOf(show: LiveShow): Promise<{ cues: readonly { name: string }[]; problem?: string }> {
  return (await show.get('/api/cues')).json() as Promise<{ cues: readonly { name: string }[]; problem?: string }>
}

function post(show: LiveShow, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${show.ports.settings}${path}`, { method: 'POST' })
}

function put(show: LiveShow, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const url = `http://127.0.0.1:${show.ports.settings}${path}`
  return fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) })
}

/** OSC carries numbers with seven digits. */
function close(value: unknown, expected: number): boolean {
  return typeof value === 'number' && Math.abs(value - expected) < 1e-6
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
