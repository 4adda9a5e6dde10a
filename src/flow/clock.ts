import { setTimeout as delay } from 'node:timers/promises'
import { isAbort } from './isAbort.ts'

/** The only way to learn the time or to wait; passed in, so that tests can turn it by hand. */
export type Clock = {
  /** Monotonic milliseconds with fractions; only differences mean anything. */
  now(): number
  /** Integer milliseconds since the Unix epoch. May jump when the machine's clock is set. */
  wallMs(): number
  /** Resolves at or shortly after `mono` (see `now`), early when `signal` aborts. Never rejects. */
  until(mono: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallMs: () => Date.now(),
  async until(mono, signal) {
    // Node's timers count from the last turn of the event loop and can fire up to two milliseconds early
    for (let ms = mono - performance.now(); ms > 0 && !signal?.aborted; ms = mono - performance.now()) {
      await delay(ms, undefined, signal ? { signal } : {}).catch(ignoreAbort)
    }
  },
}

function ignoreAbort(error: unknown): void {
  if (!isAbort(error)) throw error
}
