import { rename, rm, writeFile } from 'node:fs/promises'
import { reasonOf } from '#errors/operatorError.ts'
import type { Surroundings } from './surroundings.ts'

/** What a pulse file says, as JSON. */
export type FiledPulse = {
  /** When it was written, milliseconds since the Unix epoch: an old one means that the process hangs. */
  readonly atMs: number
  /** Whether there is no reason to start the process anew. */
  readonly isWell: boolean
  /** Whether a server takes its heartbeats. */
  readonly isLinked: boolean
  /** The same for people. */
  readonly status: string
}

export type PulseFileOptions = Surroundings & {
  /** Where to write; nothing happens without. */
  readonly path: string
  /** Asked about once a second. */
  readonly pulse: () => Omit<FiledPulse, 'atMs'>
}

const ROUND_MS = 1000

/**
 * Writes once a second how this process is, for whoever looks after it without a service manager: the health checks of
 * containers. The file is never half written, and is gone when this is closed.
 */
export async function openPulseFile(options: PulseFileOptions): Promise<AsyncDisposable> {
  if (options.path === '') return { async [Symbol.asyncDispose]() {} }
  const closing = new AbortController()
  const signal = AbortSignal.any([options.signal, closing.signal])
  const running = keepWriting({ ...options, signal })
  return {
    async [Symbol.asyncDispose]() {
      closing.abort()
      await running
    },
  }
}

async function keepWriting({ path, pulse, clock, log, signal }: PulseFileOptions): Promise<void> {
  let problem = ''
  while (!signal.aborted) {
    const failure = await write(path, { atMs: clock.wallMs(), ...pulse() })
    // once for each kind of failure: a full disk stays full for a while
    if (failure !== '' && failure !== problem) log.warn(`The pulse file ${path} cannot be written: ${failure}`)
    problem = failure
    await clock.until(clock.now() + ROUND_MS, signal)
  }
  await rm(path, { force: true }).catch((error) => log.warn(`${path} cannot be removed: ${reasonOf(error)}`))
}

/** @returns what went wrong; empty if nothing did */
async function write(path: string, pulse: FiledPulse): Promise<string> {
  const unfinished = `${path}.${process.pid}`
  try {
    await writeFile(unfinished, JSON.stringify(pulse))
    await rename(unfinished, path)
    return ''
  } catch (error) {
    return reasonOf(error)
  }
}
