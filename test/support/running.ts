import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ports } from './freePorts.ts'
import { cpuSecondsOf, familyOf, residentBytesOf } from './processTable.ts'

/** The program itself, for those who run it from another folder. */
export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const STATE_HOME = join(tmpdir(), `i2i-test-state-${process.pid}`)
/** Of what a program has said, this much is kept. */
const KEPT_CHARACTERS = 200_000
/** A program that does not end by itself after this long is killed, in ms. */
const END_WITHIN_MS = 5000

/** A program of this project, running as a user would run it. It ends with the process that has started it. */
export type Program = AsyncDisposable & {
  readonly pid: number
  /** The processes it consists of: itself and what it has started. */
  family(): number[]
  /** CPU seconds that they have used so far. */
  cpuS(): number
  /** Resident memory of all of them, in MB. */
  rssMb(): number
  /** What it has told its parent over their channel. */
  readonly messages: readonly unknown[]
  /** What it has written so far, to both streams. */
  said(): string
  kill(signal: NodeJS.Signals): void
  /** Resolves when it has ended, however that came about. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** Ends it in order. Resolves to how long that took, in ms. */
  stop(): Promise<number>
}

/** Variables that a program finds besides those of the tests. */
export type Environment = Readonly<Record<string, string>>

export function startServer(ports: Ports, flags: readonly string[] = [], environment?: Environment): Program {
  return startProgram([MAIN, 'server', ...portFlags(ports), '--host', '127.0.0.1', ...flags], environment)
}

export function startWorker(ports: Ports, flags: readonly string[] = []): Program {
  return startProgram([MAIN, 'worker', '--job-port', String(ports.job), ...flags])
}

export function startSolo(ports: Ports, flags: readonly string[] = []): Program {
  return startProgram([MAIN, 'solo', ...portFlags(ports), ...flags])
}

export type StartOptions = {
  /** A program that becomes ours in other circumstances: `ip netns exec NAME`. */
  readonly through?: readonly string[] | undefined
  readonly cwd?: string | undefined
}

/** Starts Node with these arguments. What it says is kept, and shown as well if `VERBOSE` is set. */
export function startProgram(
  args: readonly string[],
  environment: Environment = {},
  { through = [], cwd }: StartOptions = {},
): Program {
  const [command = '', ...words] = [...through, process.execPath, ...args]
  const child = spawn(command, words, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // no windows on the screen of whoever runs the tests, and nothing of theirs is touched
    env: { ...process.env, I2I_DISPLAY: 'false', XDG_STATE_HOME: STATE_HOME, ...environment, I2I_PARENT_IPC: '1' },
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`cannot start ${args.join(' ')}`)
  const said = listenTo(child)
  const messages: unknown[] = []
  child.on('message', (message) => messages.push(message))
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  return {
    ...{ pid, messages, said, ended },
    family: () => familyOf(pid),
    cpuS: () => sum(familyOf(pid), cpuSecondsOf),
    rssMb: () => sum(familyOf(pid), residentBytesOf) / 2 ** 20,
    kill: (signal) => process.kill(pid, signal),
    stop: () => stopped(child, ended),
    async [Symbol.asyncDispose]() {
      await stopped(child, ended)
    },
  }
}

function portFlags({ job, settings, output, osc }: Ports): string[] {
  const flags = { '--job-port': job, '--settings-port': settings, '--output-port': output, '--osc-port': osc }
  return Object.entries(flags).flatMap(([flag, port]) => [flag, String(port)])
}

function listenTo({ stdout, stderr }: ChildProcess): () => string {
  let text = ''
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-KEPT_CHARACTERS)
      if (process.env.VERBOSE) process.stderr.write(more)
    })
  }
  return () => text
}

async function stopped(child: ChildProcess, ended: Promise<unknown>): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return 0
  const began = performance.now()
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
  await ended
  clearTimeout(kill)
  return performance.now() - began
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0)
}
