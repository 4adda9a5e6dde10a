import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { OperatorError } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { WorkerConfig } from '#settings/config.ts'
import { flagOf } from '#settings/optionNames.ts'
import type { Surroundings } from './surroundings.ts'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
/** The exit code of a process that has explained what the operator must mend. */
const MENDABLE = 2
/** A worker that does not end by itself after this long is killed, in ms. */
const END_WITHIN_MS = 800

/**
 * Keeps one worker running as a child process: starts it, starts it again when it dies, ends it when the signal aborts.
 * @throws OperatorError when it cannot start at all; it has said why on standard error
 */
export async function keepWorker(config: WorkerConfig, { signal, clock, log }: Surroundings): Promise<void> {
  const backoff = new Backoff({ firstMs: 200, maxMs: 5000 })
  while (!signal.aborted) {
    const startedMono = clock.now()
    const code = await runOnce(config, signal)
    if (signal.aborted) return
    if (code === MENDABLE)
      throw new OperatorError('WORKER_REFUSED', 'The worker could not start.', 'See its message above.')
    if (clock.now() - startedMono > 10_000) backoff.reset()
    log.warn('the worker has died and is started again', { code })
    await clock.until(clock.now() + backoff.next(), signal)
  }
}

async function runOnce(config: WorkerConfig, signal: AbortSignal): Promise<number | null> {
  // the child ends when this channel closes, however its parent ended
  const child = spawn(process.execPath, [MAIN, 'worker', ...flagsOf(config)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, I2I_PARENT_IPC: '1' },
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const stop = () => end(child)
  signal.addEventListener('abort', stop, { once: true })
  const [code] = await exited
  signal.removeEventListener('abort', stop)
  return code
}

function end(child: ChildProcess): void {
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
  child.once('exit', () => clearTimeout(kill))
}

function flagsOf(config: WorkerConfig): string[] {
  const given = Object.entries(config).filter(([, value]) => value !== '')
  return given.map(([name, value]) => `${flagOf(name)}=${value}`)
}
