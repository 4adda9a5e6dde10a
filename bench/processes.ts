import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
const ASAP = fileURLToPath(new URL('./asapServer.ts', import.meta.url))
const TICKS_PER_S = 100

/** A program of this project, running as a user would run it. */
export type Program = AsyncDisposable & {
  readonly pid: number
  /** CPU seconds that it and its children have used so far. */
  cpuS(): number
  /** Resident memory of it and its children, in MB. */
  rssMb(): number
  kill(signal: NodeJS.Signals): void
  /** Ends it in order. Resolves to how long that took, in ms. */
  stop(): Promise<number>
}

export type Ports = { readonly job: number; readonly settings: number; readonly output: number }

/** Three ports that nobody uses. */
export async function freePorts(): Promise<Ports> {
  const [job, settings, output] = await Promise.all([freePort(), freePort(), freePort()])
  return { job, settings, output }
}

export function startServer(ports: Ports, flags: readonly string[]): Program {
  return start([MAIN, 'server', ...portFlags(ports), '--host', '127.0.0.1', ...flags])
}

/** A server that takes every picture as fast as the workers go. */
export function startAsapServer(ports: Ports, directory: string, batchSize: number): Program {
  return start([ASAP, directory, String(batchSize), ...[ports.job, ports.settings, ports.output].map(String)])
}

export function startWorker(ports: Ports, flags: readonly string[]): Program {
  return start([MAIN, 'worker', '--job-port', String(ports.job), ...flags])
}

export function startSolo(ports: Ports, flags: readonly string[]): Program {
  return start([MAIN, 'solo', ...portFlags(ports), ...flags])
}

function portFlags({ job, settings, output }: Ports): string[] {
  return ['--job-port', String(job), '--settings-port', String(settings), '--output-port', String(output)]
}

function start(args: readonly string[]): Program {
  const stdio = process.env.BENCH_VERBOSE ? 'inherit' : 'ignore'
  const child = spawn(process.execPath, args, { stdio: ['ignore', stdio, stdio] })
  const pid = child.pid
  if (pid === undefined) throw new Error(`cannot start ${args.join(' ')}`)
  return {
    pid,
    cpuS: () => sum(family(pid), cpuOf),
    rssMb: () => sum(family(pid), rssOf) / 2 ** 20,
    kill: (signal) => process.kill(pid, signal),
    stop: () => stopped(child),
    async [Symbol.asyncDispose]() {
      await stopped(child)
    },
  }
}

async function stopped(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return 0
  const began = performance.now()
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), 5000)
  await exited
  clearTimeout(kill)
  return performance.now() - began
}

function family(root: number): number[] {
  const all = [root]
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)])
  for (let i = 0; i < all.length; i++) all.push(...parents.flatMap(([pid, parent]) => (parent === all[i] ? [pid] : [])))
  return all
}

function parentOf(pid: string): number {
  return Number(stat(Number(pid))?.[1] ?? -1)
}

function cpuOf(pid: number): number {
  const fields = stat(pid)
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S : 0
}

function rssOf(pid: number): number {
  return Number(stat(pid)?.[21] ?? 0) * 4096
}

/** The fields of /proc/PID/stat behind the name; undefined when the process has gone. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
      return undefined
    throw error
  }
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
