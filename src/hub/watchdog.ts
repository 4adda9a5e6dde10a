import type { Clock } from '#flow/clock.ts'
import { Interrupted } from './interrupted.ts'

/** Cuts off what shows no sign of life for too long. */
export type Watchdog = Disposable & {
  /** Aborts with the outer signal, or after `limitMs` without a sign of life. */
  readonly signal: AbortSignal
  /** A sign of life. */
  beat(): void
}

export function openWatchdog(clock: Clock, limitMs: number, outer: AbortSignal): Watchdog {
  const cutOff = new AbortController()
  const closed = new AbortController()
  let lastMono = clock.now()
  const watch = async () => {
    while (!closed.signal.aborted) {
      await clock.until(lastMono + limitMs, closed.signal)
      if (closed.signal.aborted || clock.now() < lastMono + limitMs) continue
      return cutOff.abort(new Interrupted(`nothing came for ${Math.round(limitMs / 1000)} s`))
    }
  }
  void watch()
  return {
    signal: AbortSignal.any([outer, cutOff.signal]),
    beat() {
      lastMono = clock.now()
    },
    [Symbol.dispose]: () => closed.abort(),
  }
}
