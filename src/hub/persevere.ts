import { Backoff } from '#flow/backoff.ts'
import type { Clock } from '#flow/clock.ts'
import { Interrupted } from './interrupted.ts'

export type Perseverance = {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** So many attempts in a row may end without having got any further. */
  readonly maxTries: number
  /** A number that grows when something was achieved. */
  progress?(): number
  /** Before each pause. */
  onPause?(reason: string, pauseMs: number): void
  /** What is thrown when nothing helps. */
  giveUp(cause: Interrupted): Error
}

const FIRST_PAUSE_MS = 1000
const MAX_PAUSE_MS = 30_000

/**
 * Attempts something until it succeeds, with growing pauses after each interruption. Other errors pass.
 * @throws what `giveUp` makes, after `maxTries` attempts that led nowhere; the signal's reason when it aborts
 */
export async function persevere<T>(attempt: () => Promise<T>, options: Perseverance): Promise<T> {
  const { clock, signal, maxTries, progress = () => 0, onPause, giveUp } = options
  const backoff = new Backoff({ firstMs: FIRST_PAUSE_MS, maxMs: MAX_PAUSE_MS })
  let reached = progress()
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Interrupted)) throw error
      if (progress() > reached) {
        reached = progress()
        tries = 1
        backoff.reset()
      }
      if (tries >= maxTries) throw giveUp(error)
      const pauseMs = Math.max(backoff.next(), Math.min(error.retryAfterMs, MAX_PAUSE_MS))
      onPause?.(error.message, pauseMs)
      await clock.until(clock.now() + pauseMs, signal)
    }
  }
}
