import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commandDescriptions } from '#desk/commands.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { type AdmitOptions, openGate, type PromptGate } from '#prompts/promptGate.ts'
import { SettingsStore } from '#settings/store.ts'
import { aDesk } from '#test/aDesk.ts'
import { openShow, type Show } from './show.ts'

test('a command is done in the words of OSC and the chat, and the answer says what was done', async () => {
  await using show = await openShow()
  const { status, body } = await post(show, '/api/command', { name: 'blend', args: ['snow', 'fog', 0.3] })
  assert.equal(status, 200)
  assert.deepEqual(body.changed, { prompt: 'snow', secondPrompt: 'fog', blend: 0.3 })
  assert.deepEqual(body.prompts, [
    { given: 'snow', used: 'snow' },
    { given: 'fog', used: 'fog' },
  ])
  assert.equal(typeof body.did, 'string')
  assert.equal((await post(show, '/api/command', { name: 'passthrough' })).status, 200)
  assert.equal(show.settings.current.passthrough, true)
})

test('a command that does not exist is a 404 with the one that was probably meant', async () => {
  await using show = await openShow()
  const { status, body } = await post(show, '/api/command', { name: 'strenght', args: [1] })
  assert.deepEqual([status, body.error.code], [404, 'COMMAND_UNKNOWN'])
  assert.match(JSON.stringify(body), /strength/)
})

const WRONG: [what: string, body: unknown][] = [
  ['nothing', undefined],
  ['a list', []],
  ['a number for a name', { name: 1 }],
  ['an object among the arguments', { name: 'strength', args: [{}] }],
  ['65 arguments', { name: 'prompt', args: Array(65).fill('a') }],
]

for (const [what, body] of WRONG)
  test(`${what} is no command`, async () => {
    await using show = await openShow()
    const before = show.settings.current
    const answer = await post(show, '/api/command', body)
    assert.deepEqual([answer.status, answer.body.error.code], [422, 'SETTING_INVALID'])
    assert.match(String(answer.body.error.remedy), /"name": "strength"/)
    assert.equal(show.settings.current, before)
  })

test('all commands are listed', async () => {
  await using show = await openShow()
  const { body } = await get(show, '/api/commands')
  assert.deepEqual(body.commands, JSON.parse(JSON.stringify(commandDescriptions)))
})

test('the last change is taken back and done again, also by those who say that they send JSON and send nothing', async () => {
  await using show = await openShow()
  await get(show, '/strength/0.2')
  const headers = { 'content-type': 'application/json' }
  const undone = await fetch(`${show.url}/api/undo`, { method: 'POST', headers, body: '' })
  assert.equal(undone.status, 200)
  assert.equal(show.settings.current.strength, 0.7)
  assert.equal((await post(show, '/api/redo')).status, 200)
  assert.equal(show.settings.current.strength, 0.2)
  const { status, body } = await post(show, '/api/redo')
  assert.deepEqual([status, body.error.code], [409, 'NOTHING_TO_UNDO'])
})

test('the last prompts are listed, newest first, with their door', async () => {
  await using show = await openShow()
  for (const text of ['snow', 'fog']) await get(show, `/prompt/${text}`)
  const history = (await get(show, '/api/prompts')).body.history as { text: string; by: string }[]
  assert.deepEqual(
    history.slice(0, 2).map(({ text, by }) => `${text}: ${by}`),
    ['fog: http 127.0.0.1', 'snow: http 127.0.0.1'],
  )
})

test('a cue is saved, recalled in its own or another time, and thrown away', async () => {
  await using show = await openShow()
  await get(show, '/strength/0.2')
  const saved = await send(show, 'PUT', '/api/cues/first%20light', { seconds: 0, names: ['strength'] })
  assert.equal(saved.status, 200)
  assert.deepEqual(saved.body, { name: 'first light', seconds: 0, curve: 'ease', settings: { strength: 0.2 } })
  const { body } = await get(show, '/api/cues')
  assert.deepEqual(body, { path: show.desk.cues.path, cues: [saved.body] })
  assert.match(readFileSync(show.desk.cues.path, 'utf8'), /first light/)
  await get(show, '/strength/0.9')
  assert.deepEqual((await get(show, '/cue/first%20light')).body, { status: 'updated' })
  assert.equal(show.settings.current.strength, 0.2)
  await get(show, '/strength/0.9')
  const recalled = await post(show, '/api/cues/first%20light/recall', { seconds: 60, curve: 'linear' })
  assert.deepEqual(recalled.body.changed, { strength: 0.2 })
  assert.equal(show.desk.cueInProgress?.name, 'first light')
  assert.equal((await post(show, '/api/cues/first%20light/recall')).status, 200, 'without a body in its own time')
  assert.equal(show.settings.current.strength, 0.2)
  assert.deepEqual((await send(show, 'DELETE', '/api/cues/first%20light')).body, { removed: 'first light' })
  assert.deepEqual((await get(show, '/api/cues')).body.cues, [])
})

test('a cue that does not exist is a 404, and one that is wrong is refused', async () => {
  await using show = await openShow()
  for (const answer of [
    await get(show, '/cue/nope'),
    await post(show, '/api/cues/nope/recall'),
    await send(show, 'DELETE', '/api/cues/nope'),
  ])
    assert.deepEqual([answer.status, answer.body.error.code], [404, 'CUE_UNKNOWN'])
  for (const wish of [{ seconds: -1 }, { curve: 'wild' }, { names: ['nonsense'] }, { settings: { strength: 7 } }, []])
    assert.equal((await send(show, 'PUT', '/api/cues/x', wish)).status, 422, JSON.stringify(wish))
  assert.equal((await send(show, 'PUT', '/api/cues/', {})).status, 422)
  assert.deepEqual(show.desk.cues.all, [])
})

test('a prompt that the check refuses is a word to old clients and an error to others; the old prompt stays', async () => {
  await using show = await withGate(refusing('PROMPT_REFUSED'))
  const before = show.settings.current
  assert.deepEqual(await get(show, '/prompt/a%20mouse'), { status: 200, body: { safety: 'unsafe' } })
  const { status, body } = await send(show, 'PATCH', '/api/settings', { prompt: 'a mouse', strength: 0.1 })
  assert.deepEqual([status, body.error.code], [422, 'PROMPT_REFUSED'])
  assert.equal(show.settings.current, before)
})

test('a check that gives no answer is a 503 to everybody', async () => {
  await using show = await withGate(refusing('SAFETY_UNUSABLE'))
  assert.equal((await get(show, '/prompt/snow')).status, 503)
  assert.equal((await post(show, '/api/command', { name: 'prompt', args: ['snow'] })).status, 503)
})

test('a prompt that a newer one has overtaken is a 409', async () => {
  const waiting: (() => void)[] = []
  const gate: PromptGate = {
    ...{ ...openGate, isOpen: false },
    async admit(text) {
      if (text === 'slow') await new Promise<void>((resolve) => waiting.push(resolve))
      return { given: text, used: text }
    },
  }
  await using show = await withGate(gate)
  const slow = get(show, '/prompt/slow')
  while (waiting.length === 0) await get(show, '/healthz')
  assert.equal((await get(show, '/prompt/quick')).status, 200)
  waiting[0]?.()
  assert.deepEqual((await slow).status, 409)
  assert.equal(show.settings.current.prompt, 'quick')
})

test('only who gives the token is the operator, for whom the check can be passed over', async () => {
  const seen: AdmitOptions[] = []
  const gate: PromptGate = {
    ...{ ...openGate, isOpen: false },
    async admit(text, options) {
      seen.push(options)
      return { given: text, used: text }
    },
  }
  {
    await using show = await withGate(gate)
    await get(show, '/prompt/1?token=anything')
  }
  await using show = await withGate(gate, { token: 'sesame' })
  await get(show, '/prompt/2?token=sesame')
  assert.deepEqual(seen, [
    { by: 'http 127.0.0.1', isOperator: false },
    { by: 'http 127.0.0.1', isOperator: true },
  ])
})

test('a worker is taken out, let in again and started anew; an unknown one is a 404', async () => {
  const deeds: string[] = []
  const note = (deed: string) => (id: string) => id === 'ada 7/b' && deeds.push(deed) > 0
  const workers = { bench: note('bench'), unbench: note('unbench'), restart: note('restart') }
  await using show = await openShow({ workers })
  for (const deed of Object.keys(workers)) {
    const { status, body } = await post(show, `/api/workers/${encodeURIComponent('ada 7/b')}/${deed}`)
    assert.deepEqual([status, body], [200, { status: 'updated' }])
    const unknown = await post(show, `/api/workers/bob/${deed}`)
    assert.deepEqual([unknown.status, unknown.body.error.code], [404, 'WORKER_UNKNOWN'])
  }
  assert.deepEqual(deeds, ['bench', 'unbench', 'restart'])
  assert.equal((await post(show, '/api/workers/ada/dismiss')).status, 404)
})

test('OSC addresses can be asked for with their values', async () => {
  await using show = await openShow()
  const { body } = await get(show, '/api/osc/strength')
  assert.deepEqual([body.FULL_PATH, body.VALUE], ['/strength', [0.7]])
  assert.equal((await get(show, '/api/osc')).body.FULL_PATH, '/')
  assert.equal((await get(show, '/api/osc?HOST_INFO')).body.OSC_PORT, 8000)
  for (const path of ['nope', 'constructor', '__proto__', 'strength/strength'])
    assert.equal((await get(show, `/api/osc/${path}`)).status, 404, path)
})

type Answer = { status: number; body: { error: Record<string, unknown> } & Record<string, unknown> }

async function withGate(gate: PromptGate, options: { token?: string } = {}): Promise<Show> {
  return openShow({ desk: await aDesk({ settings: new SettingsStore(), gate }), ...options })
}

function refusing(code: 'PROMPT_REFUSED' | 'SAFETY_UNUSABLE'): PromptGate {
  const admit = () => Promise.reject(new OperatorError(code, 'No.', 'Try another.'))
  return { ...openGate, isOpen: false, admit }
}

function get(show: Show, path: string): Promise<Answer> {
  return send(show, 'GET', path)
}

function post(show: Show, path: string, body?: unknown): Promise<Answer> {
  return send(show, 'POST', path, body)
}

async function send({ url }: Show, method: string, path: string, body?: unknown): Promise<Answer> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(url + path, { method, ...(body !== undefined && json) })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}
