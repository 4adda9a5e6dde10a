import { type ChildProcess, type Serializable, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { reasonOf } from '#errors/operatorError.ts'
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
    const end = await runChild(options, signal).catch((error) => ({ notStarted: reasonOf(error) }))
    if (signal.aborted) return
    if (typeof end === 'object' && end !== null) {
      // too little memory, too many processes, packages that are just being replaced: it may do the next time
      log.warn(`${options.name} cannot be started and is tried again`, end)
    } else {
      if (!options.isAgain(end)) return
      if (clock.now() - startedMono > SETTLED_MS) backoff.reset()
      log.warn(`${options.name} has died and is started again`, { code: end })
    }
    await clock.until(clock.now() + backoff.next(), signal)
  }
}

/**
 * Runs a child to its end, which comes soon after the signal aborts.
 * @returns its exit code; null if a signal ended it
 * @throws Error when it cannot be started
 */
export async function runChild(child: ChildCommand, signal: AbortSignal): Promise<number | null> {
  // the child ends when this channel closes, however its parent ended
  const running = spawn(process.execPath, [MAIN, child.command, ...flagsOf(child.options), ...(child.args ?? [])], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...child.environment, I2I_PARENT_IPC: '1' },
  })
  if (child.isBackground && running.pid !== undefined)
    setPriority(running.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  if (child.onMessage) running.on('message', child.onMessage)
  const exited = once(running, 'exit') as Promise<[number | null]>
  const stop = () => end(running, child.endWithinMs ?? END_WITHIN_MS)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const [code] = await exited
    return code
  } finally {
    signal.removeEventListener('abort', stop)
  }
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
