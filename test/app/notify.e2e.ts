import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { eventually } from '#test/eventually.ts'
import { freePorts } from '#test/freePorts.ts'
import { type Program, startProgram, startServer } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = join(ROOT, 'src/cli/main.ts')
const PATTERN = ['--mode', 'pattern', '--resolution', '160', '--fps', '10']
/** Fed every 200 ms. */
const WATCHDOG = { WATCHDOG_USEC: '800000' }

test('a server says when it listens, how it is, feeds the watchdog, and says that it ends', async (t) => {
  const manager = await openManager(t, 'path')
  const ports = await freePorts()
  await using server = startServer(ports, PATTERN, { NOTIFY_SOCKET: manager.address, ...WATCHDOG })
  await eventually(() => manager.said('READY=1'), { what: 'READY=1', withinMs: 15_000 })
  const answer = await fetch(`http://127.0.0.1:${ports.settings}/healthz`)
  assert.equal(answer.status, 200)
  await eventually(() => manager.count('WATCHDOG=1') > 3, { what: 'several WATCHDOG=1' })
  await eventually(() => /STATUS=\d+\.\d fps in, \d+\.\d out, 0 workers/.test(manager.text()), {
    what: 'a status',
    withinMs: 15_000,
  })
  await server.stop()
  await eventually(() => manager.said('STOPPING=1'), { what: 'STOPPING=1' })
  assert.deepEqual(manager.senders(), [server.pid])
})

test('a server whose source is missing is no reason to start it anew', async (t) => {
  const manager = await openManager(t, 'path')
  const flags = ['--mode', 'zmq', '--input', 'tcp://127.0.0.1:9']
  await using _server = startServer(await freePorts(), flags, { NOTIFY_SOCKET: manager.address, ...WATCHDOG })
  await eventually(() => manager.said('READY=1'), { what: 'READY=1', withinMs: 15_000 })
  await eventually(() => manager.count('WATCHDOG=1') > 10, { what: 'WATCHDOG=1 without pictures' })
})

test('a process that stands still feeds no watchdog, and feeds it again when it goes on', async (t) => {
  const manager = await openManager(t, 'path')
  await using server = startServer(await freePorts(), PATTERN, { NOTIFY_SOCKET: manager.address, ...WATCHDOG })
  await eventually(() => manager.count('WATCHDOG=1') > 1, { what: 'WATCHDOG=1', withinMs: 15_000 })
  server.kill('SIGSTOP')
  await delay(100) // what was on its way may still arrive
  const before = manager.count('WATCHDOG=1')
  await delay(1000)
  assert.equal(manager.count('WATCHDOG=1'), before)
  server.kill('SIGCONT')
  await eventually(() => manager.count('WATCHDOG=1') > before, { what: 'WATCHDOG=1 again' })
})

test('a worker without a server is well; through the launcher, the process that systemd has started is the one that speaks', async (t) => {
  const manager = await openManager(t, 'abstract')
  const ports = await freePorts()
  const args = [join(ROOT, 'bin/i2i.mjs'), 'worker', '--engine', 'passthrough', '--job-port', String(ports.job)]
  await using worker = startProgram(args, { NOTIFY_SOCKET: manager.address, ...WATCHDOG })
  await eventually(() => manager.said('READY=1'), { what: 'READY=1', withinMs: 15_000 })
  await eventually(() => manager.count('WATCHDOG=1') > 3, { what: 'WATCHDOG=1' })
  assert.match(manager.text(), /STATUS=loading the engine/)
  await using _server = startServer(ports, PATTERN)
  await eventually(() => manager.text().includes('STATUS=working for the server'), {
    what: 'a status',
    withinMs: 15_000,
  })
  assert.deepEqual(manager.senders(), [worker.pid])
})

test('a display says that it is there and feeds the watchdog while it waits for pictures', async (t) => {
  const manager = await openManager(t, 'abstract')
  const args = [MAIN, 'display', '--connect', 'tcp://127.0.0.1:9']
  const environment = { NOTIFY_SOCKET: manager.address, SDL_VIDEODRIVER: 'dummy', ...WATCHDOG }
  await using _display = startProgram(args, environment)
  await eventually(() => manager.said('READY=1'), { what: 'READY=1', withinMs: 15_000 })
  await eventually(() => manager.count('WATCHDOG=1') > 3, { what: 'WATCHDOG=1' })
})

test('what a service starts does not speak in its name', async (t) => {
  const manager = await openManager(t, 'path')
  const ports = await freePorts()
  const flags = Object.entries({ job: ports.job, settings: ports.settings, output: ports.output, osc: ports.osc })
  const args = [MAIN, 'solo', ...flags.map(([name, port]) => `--${name}-port=${port}`), '--engine=passthrough']
  await using solo = startProgram(args, { NOTIFY_SOCKET: manager.address, ...WATCHDOG })
  await eventually(() => /1 worker/.test(manager.text()), { what: 'a worker', withinMs: 20_000 })
  const [, ...children] = solo.family()
  assert.ok(children.length > 0)
  for (const pid of children)
    assert.doesNotMatch(readFileSync(`/proc/${pid}/environ`, 'utf8'), /NOTIFY_SOCKET|WATCHDOG/)
  assert.deepEqual(manager.senders(), [solo.pid])
})

test('without a service manager nothing is told, and no native library is loaded for it', async () => {
  const ports = await freePorts()
  await using server = startServer(ports, PATTERN)
  await eventually(() => server.said().includes('page and HTTP at'), { what: 'the server', withinMs: 15_000 })
  assert.ok(!loads(server, 'koffi'))
})

test('an address that cannot be used is told in the log, and the show goes on', async () => {
  await using server = startServer(await freePorts(), PATTERN, { NOTIFY_SOCKET: 'vsock:2:1', ...WATCHDOG })
  await eventually(() => server.said().includes('page and HTTP at'), { what: 'the server', withinMs: 15_000 })
  assert.match(server.said(), /The service manager will not hear from this process: NOTIFY_SOCKET is vsock:2:1/)
})

function loads({ pid }: Program, library: string): boolean {
  return readFileSync(`/proc/${pid}/maps`, 'utf8').includes(library)
}

type Manager = {
  readonly address: string
  said(line: string): boolean
  count(line: string): number
  text(): string
  /** The processes that have spoken. */
  senders(): number[]
}

type Datagram = { readonly lines: readonly string[]; readonly text?: string; readonly pid: number }

/** A socket that this test owns, as systemd's would be. */
async function openManager(t: TestContext, kind: 'path' | 'abstract'): Promise<Manager> {
  const folder = temporaryFolder(t)
  const address = kind === 'path' ? join(folder, 'notify') : `@i2i-test-${process.pid}-${Math.random()}`
  const script = fileURLToPath(new URL('notifySocket.py', import.meta.url))
  const child = spawn('python3', [script, address], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => ended(child))
  const datagrams: Datagram[] = []
  createInterface(child.stdout as Readable).on('line', (line) => datagrams.push(JSON.parse(line)))
  await eventually(() => datagrams.length > 0, { what: 'the socket', withinMs: 10_000 })
  const count = (line: string) => datagrams.filter(({ lines }) => lines.includes(line)).length
  return {
    address,
    count,
    said: (line) => count(line) > 0,
    text: () => datagrams.map(({ text }) => text ?? '').join(''),
    senders: () => [...new Set(datagrams.map(({ pid }) => pid))].filter((pid) => pid !== 0),
  }
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve))
}
