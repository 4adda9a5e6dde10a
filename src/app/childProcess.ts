import { type ChildProcess, type Serializable, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Backoff } from '#flow/backoff.ts'
import { flagOf } from '#settings/optionNames.ts'
import type { Surroundings } from './surroundings.ts'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
/** A child that does not end by itself after this long is killed, in ms. */
const END_WITHIN_MS = 800
/** One that has lived for this long was started well. */
const SETTLED_MS = 10_000

/** One of our own commands as a process of its own. */
export type ChildCommand = {
  /** As after `npx i2i`. */
  readonly command: string
  /** Words without a flag. */
  readonly args?: readonly string[]
  /** Option → value. What is secret goes into `environment`, where other users of the machine cannot read it. */
  readonly options: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string>>
  /** Told what the child says over its channel with `process.send`. */
  readonly onMessage?: (message: Serializable) => void
  /** Gives way to everything else on the machine, with what it starts itself. */
  readonly isBackground?: boolean
  /** Longest time in ms between the request to end and the kill. */
  readonly endWithinMs?: number
}

export type KeepOptions = ChildCommand & {
  /** For the log: `the worker`. */
  readonly name: string
  /** Asked at every end that nobody asked for: whether it is started again. May throw. */
  readonly isAgain: (code: number | null) => boolean
}

/** The exit code of a process that has explained what the operator must mend. */
export const MENDABLE = 2

/** Keeps a child running: starts it, starts it again when it dies, ends it when the signal aborts. */
export async function keepChild(options: KeepOptions, { signal, clock, log }: Surroundings): Promise<void> {
  const backoff = new Backoff({ firstMs: 200, maxMs: 5000 })
  while (!signal.aborted) {
    const startedMono = clock.now()
    const end = await runChild(options, signal)
    if (signal.aborted) return
    if ('notStarted' in end) {
      // too little memory, too many processes, packages that are just being replaced: it may do the next time
      log.warn(`${options.name} cannot be started and is tried again`, end)
    } else {
      if (!options.isAgain(end.code)) return
      if (clock.now() - startedMono > SETTLED_MS) backoff.reset()
      log.warn(`${options.name} has died and is started again`, end)
    }
    await clock.until(clock.now() + backoff.next(), signal)
  }
}

/** How a child ended: its exit code, null if a signal ended it; or why it could not be started. */
type End = { readonly code: number | null } | { readonly notStarted: string }

/** Runs a child to its end, which comes soon after the signal aborts. */
async function runChild(child: ChildCommand, signal: AbortSignal): Promise<End> {
  // the child ends when this channel closes, however its parent ended
  const running = spawn(process.execPath, [MAIN, child.command, ...flagsOf(child.options), ...(child.args ?? [])], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...child.environment, I2I_PARENT_IPC: '1' },
  })
  if (child.isBackground && running.pid !== undefined)
    setPriority(running.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  if (child.onMessage) running.on('message', child.onMessage)
  const stop = () => end(running, child.endWithinMs ?? END_WITHIN_MS)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await endOf(running)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** What is wrong with one that runs, with its channel for example, is not its end. */
function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve({ code }))
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ notStarted: error.message })
    })
  })
}

function end(child: ChildProcess, withinMs: number): void {
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), withinMs)
  child.once('exit', () => clearTimeout(kill))
}

function flagsOf(options: Readonly<Record<string, unknown>>): string[] {
  const given = Object.entries(options).filter(([, value]) => value !== '')
  return given.map(([name, value]) => `${flagOf(name)}=${value}`)
}
