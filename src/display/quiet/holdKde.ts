import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Clock } from '#flow/clock.ts'
import { type Environment, withoutSecrets } from '../withoutSecrets.ts'

/** One that does not know what it is asked for has ended by then. */
const SETTLED_MS = 400
const END_WITHIN_MS = 1000

/**
 * Asks KDE for quiet. It lasts as long as the program that asked is connected, so there is nothing to put back.
 * @throws Error if this KDE cannot be asked like that
 */
export async function holdKde(environment: Environment, clock: Clock): Promise<AsyncDisposable> {
  // what it runs, and waits for, ends with us, even when we are killed
  const life = ['tail', `--pid=${process.pid}`, '-f', '/dev/null']
  const child = spawn('kde-inhibit', ['--notifications', '--power', '--screenSaver', ...life], {
    stdio: 'ignore',
    env: withoutSecrets(environment),
    detached: true,
  })
  await once(child, 'spawn')
  const gone = new AbortController()
  const kill = () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  process.once('exit', kill)
  child.once('exit', () => {
    process.off('exit', kill)
    gone.abort()
  })
  await clock.until(clock.now() + SETTLED_MS, gone.signal)
  if (gone.signal.aborted) throw new Error(`kde-inhibit ended with exit code ${child.exitCode}`)
  return {
    async [Symbol.asyncDispose]() {
      kill()
      await clock.until(clock.now() + END_WITHIN_MS, gone.signal)
    },
  }
}
