import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '#test/eventually.ts'
import { freePort, freePorts, type Ports } from '#test/freePorts.ts'
import { type Program, startServer } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { openChatTerminal, skipWithoutTerminal } from '../chat/pseudoTerminal.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

test('a script plays a real server: prompt, settings, cues, undo', async (t) => {
  const { ports } = await aServer(t)
  const script = [
    '# evening',
    'a quiet sea',
    '/seed 123',
    '/passthrough True',
    '/cue/save dusk 0',
    '/seed 5',
    '/cue dusk',
    '/seed',
    '/undo',
    '/seed',
    '/prompts',
    '/help strength',
    '/status',
  ]
  const { code, out, err } = await chat(t, ports, { script: script.join('\n') })
  assert.deepEqual({ code, err }, { code: 0, err: '' })
  const answers = out.trimEnd().split('\n')
  assert.equal(answers.length, script.length - 1, out)
  assert.deepEqual([answers[6], answers[8]], ['seed 123', 'seed 5'])
  assert.match(answers.at(-1) ?? '', /a quiet sea/)
  const settings = await settingsOf(ports)
  assert.deepEqual([settings.prompt, settings.seed, settings.passthrough], ['a quiet sea', 5, true])
})

test('lines that fail are told, and the exit code says so', async (t) => {
  const { ports } = await aServer(t)
  const { code, out, err } = await chat(t, ports, { script: '/seed many\n/seed 3\n/sede 4\n' })
  assert.deepEqual({ code, out }, { code: 2, out: 'seed 3\n' })
  assert.match(err, /^Line 1: .*many.*\nLine 3: .*\n2 of 3 lines failed\. .*\n$/)
})

test('one line can be given as an argument', async (t) => {
  const { ports } = await aServer(t)
  assert.deepEqual(await chat(t, ports, { args: ['/seed 42'] }), { code: 0, out: 'seed 42\n', err: '' })
  const { code, err } = await chat(t, ports, { args: ['/seed many'] })
  assert.equal(code, 2)
  assert.match(err, /^seed cannot be "many"\. Give a whole number/)
})

test('a server that is not there is an error with its remedy', async (t) => {
  const ports = { ...(await freePorts()), settings: await freePort() }
  const { code, out, err } = await chat(t, ports, { script: '/seed 1\n' })
  assert.deepEqual({ code, out }, { code: 2, out: '' })
  assert.match(err, /^No server answers at .*npx i2i solo/)
})

test('a token is needed for changes, and is taken from the option or from .env', async (t) => {
  const { ports } = await aServer(t, ['--token', 'open sesame'])
  const without = await chat(t, ports, { script: '/seed 1\n/seed\n' })
  assert.deepEqual([without.code, without.out], [2, 'seed 0\n'])
  assert.match(without.err, /--token/)
  assert.equal((await chat(t, ports, { args: ['/seed 1', '--token', 'open sesame'] })).out, 'seed 1\n')
  const folder = temporaryFolder(t, { '.env': `TOKEN="open sesame"\nSETTINGS_PORT=${ports.settings}\n` })
  assert.equal((await chat(t, undefined, { args: ['/seed 2'], folder })).out, 'seed 2\n')
})

test('a console goes on with a server that was restarted', { skip: skipWithoutTerminal }, async (t) => {
  const { ports, server, flags } = await aServer(t)
  const env = { XDG_STATE_HOME: temporaryFolder(t) }
  const { screen, type } = openChatTerminal(t, ['--port', String(ports.settings)], { env })
  await eventually(() => screen.lines.join('').includes('Connected to'), { withinMs: 15_000 })
  await server.stop()
  await eventually(() => screen.lines.some((line) => line.includes('is away')), { withinMs: 15_000 })
  await startedServer(t, ports, flags)
  await eventually(() => screen.lines.includes('The server is back.'), { withinMs: 15_000 })
  type('/seed 9\r')
  await eventually(async () => (await settingsOf(ports)).seed === 9)
})

async function aServer(t: TestContext, more: readonly string[] = []) {
  const ports = await freePorts()
  const flags = ['--mode', 'pattern', '--cues', join(temporaryFolder(t), 'cues.yaml'), ...more]
  return { ports, flags, server: await startedServer(t, ports, flags) }
}

async function startedServer(t: TestContext, ports: Ports, flags: readonly string[]): Promise<Program> {
  const server = startServer(ports, flags)
  t.after(() => server.stop())
  await eventually(() => settingsOf(ports), { withinMs: 20_000, what: 'the server' }).catch((error) => {
    assert.fail(`${error.message}\n${server.said()}`)
  })
  return server
}

async function settingsOf({ settings }: Ports): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`http://127.0.0.1:${settings}/api/settings`)
  return (await response.json()) as Record<string, unknown>
}

type Said = { readonly args?: readonly string[]; readonly script?: string; readonly folder?: string }

/** Runs `i2i chat` with these arguments and this standard input, to its end. */
async function chat(t: TestContext, ports: Ports | undefined, { args = [], script = '', folder }: Said) {
  const port = ports ? ['--settings_port', String(ports.settings)] : []
  const cwd = folder ?? temporaryFolder(t)
  const child = spawn(process.execPath, [main, 'chat', ...args, ...port], { cwd, stdio: 'pipe' })
  const texts = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => (texts.out += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (texts.err += text))
  child.stdin.end(script)
  const [code] = await once(child, 'close')
  return { code: code as number | null, ...texts }
}
