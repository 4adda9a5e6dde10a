import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '#flow/clock.ts'

/** A clock that stands still until a test advances it. */
export type ManualClock = Clock & {
  /** Moves the time on, waking every sleeper at its own moment, and lets the woken code run in between. */
  advance(ms: number): Promise<void>
  /** Lets everything run that can run without time passing. */
  settle(): Promise<void>
}

export function manualClock({ now = 0, wallMs = 1_700_000_000_000 } = {}): ManualClock {
  let time = now
  const sleepers: { at: number; wake: () => void }[] = []

  const settle = async () => {
    // a handful of turns of the event loop: enough for chains of promises and for messages between streams
    for (let i = 0; i < 8; i++) await turn()
  }

  return {
    now: () => time,
    wallMs: () => Math.round(wallMs + (time - now)),
    until(mono, signal) {
      if (mono <= time || signal?.aborted) return Promise.resolve()
      return new Promise((wake) => {
        const sleeper = { at: mono, wake }
        sleepers.push(sleeper)
        signal?.addEventListener(
          'abort',
          () => {
            if (sleepers.includes(sleeper)) sleepers.splice(sleepers.indexOf(sleeper), 1)
            wake()
          },
          { once: true },
        )
      })
    },
    settle,
    async advance(ms) {
      const end = time + ms
      await settle()
      for (;;) {
        const next = sleepers.filter((s) => s.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        sleepers.splice(sleepers.indexOf(next), 1)
        time = Math.max(time, next.at)
        next.wake()
        await settle()
      }
      time = end
      await settle()
    },
  }
}
