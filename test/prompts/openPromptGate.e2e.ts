import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { systemClock } from '#flow/clock.ts'
import { openPromptGate } from '#prompts/openPromptGate.ts'
import { AT_START, openGate } from '#prompts/promptGate.ts'
import { silentLog } from '#telemetry/log.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { off, openTestGate, visitor } from './gate.ts'

const nothingOn = {
  ...off,
  environment: {},
  clock: systemClock,
  log: silentLog,
  signal: new AbortController().signal,
}

test('with nothing on, every prompt passes as it is', async () => {
  const gate = await openPromptGate(nothingOn)
  assert.equal(gate, openGate)
  assert.equal(gate.isOpen, true)
  assert.deepEqual(await gate.admit('-f a cat', visitor), { given: 'a cat', used: 'a cat' })
})

test('an empty prompt passes without anybody being asked', async () => {
  await using show = await openTestGate({ safety: true })
  assert.deepEqual(await show.gate.admit('  ', visitor), { given: '  ', used: '  ' })
  assert.equal(show.openAi.requests.length, 0)
})

test('the start without a key of OpenAI says what is missing', async () => {
  const refusal = { code: 'SAFETY_UNUSABLE', message: /there is no OPENAI_API_KEY/, remedy: /Set OPENAI_API_KEY/ }
  await assert.rejects(openPromptGate({ ...nothingOn, safety: true }), refusal)
})

test('the start without a service account says what is missing', async (t) => {
  const folder = temporaryFolder(t, {
    'no.json': 'private_key: secret',
    'list.json': '[]',
    'user.json': '{"type":"authorized_user"}',
    'half.json': '{"type":"service_account","project_id":"p","client_email":"a@b"}',
  })
  const start = (file: string) =>
    openPromptGate({ ...nothingOn, translation: true, translationCredentials: file && join(folder, file) })
  const refusal = (message: RegExp) => ({ code: 'TRANSLATION_UNUSABLE', message })
  await assert.rejects(start(''), refusal(/no service-account file is named/))
  await assert.rejects(start('gone.json'), refusal(/cannot be read: ENOENT/))
  await assert.rejects(start('no.json'), refusal(/no\.json is no JSON\.$/))
  await assert.rejects(start('user.json'), refusal(/its type is authorized_user/))
  await assert.rejects(start('list.json'), refusal(/its type is missing/))
  await assert.rejects(start('half.json'), refusal(/half\.json has no private_key/))
})

test('a list of words or an audit file that cannot be used stops the start', async (t) => {
  const folder = temporaryFolder(t, { 'words.txt': 'gun' })
  const safetyWords = join(folder, 'words.txt')
  const audit = { ...nothingOn, safetyWords, safetyAudit: join(folder, 'gone/audit.jsonl') }
  await assert.rejects(openPromptGate(audit), { code: 'SAFETY_UNUSABLE', message: /audit\.jsonl cannot be written/ })
  const words = { ...nothingOn, safetyWords: join(folder, 'gone.txt') }
  await assert.rejects(openPromptGate(words), { code: 'SAFETY_UNUSABLE', message: /gone\.txt cannot be read: ENOENT/ })
})

test('a key that the library cannot sign with is a problem of the service, not of the show', async () => {
  await using show = await openTestGate({ translation: true })
  const path = join(show.folder, 'bad.json')
  const account = { type: 'service_account', project_id: 'p', client_email: 'a@b.c', private_key: 'none' }
  writeFileSync(path, JSON.stringify(account))
  await using other = await openTestGate({ translation: true, translationCredentials: path })
  const { used, notice } = await other.gate.admit('eine Katze', { by: AT_START, isOperator: true })
  assert.equal(used, 'eine Katze')
  assert.match(notice ?? '', /^Not translated: /)
})

for (const [library, on] of [
  ['openai', { safety: true }],
  ['@google-cloud/translate', { translation: true }],
] as const) {
  test(`without the library ${library} the start says how to get it`, async (t) => {
    const { code, message, remedy } = await startedWithout(library, on, temporaryFolder(t))
    assert.equal(code, 'LIBRARY_MISSING')
    assert.equal(message, `The library ${library} is not installed.`)
    assert.match(remedy, /npm install --ignore-scripts/)
  })
}

/** What the start throws in a copy of the code that finds every package but one. */
async function startedWithout(library: string, on: object, folder: string) {
  const rooms = ['prompts', 'errors', 'flow']
  for (const room of rooms) cpSync(`src/${room}`, join(folder, 'src', room), { recursive: true })
  cpSync('package.json', join(folder, 'package.json'))
  mkdirSync(join(folder, 'node_modules'))
  const packages = readdirSync('node_modules').filter((name) => name !== library.split('/')[0] && !name.startsWith('.'))
  for (const name of packages) symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  const account = { type: 'service_account', project_id: 'p', client_email: 'a@b.c', private_key: 'k' }
  writeFileSync(join(folder, 'account.json'), JSON.stringify(account))
  const options = { ...off, ...on, safetyAudit: 'audit.jsonl', translationCredentials: 'account.json' }
  const program = `
    import { openPromptGate } from '#prompts/openPromptGate.ts'
    import { systemClock } from '#flow/clock.ts'
    const rest = { environment: { OPENAI_API_KEY: 'k' }, clock: systemClock, signal: new AbortController().signal, log: {} }
    await openPromptGate({ ...${JSON.stringify(options)}, ...rest }).catch(({ code, message, remedy }) =>
      console.log(JSON.stringify({ code, message, remedy })))`
  writeFileSync(join(folder, 'start.ts'), program)
  const { stdout } = await promisify(execFile)(process.execPath, ['start.ts'], { cwd: folder, timeout: 20_000 })
  return JSON.parse(stdout) as { code: string; message: string; remedy: string }
}
