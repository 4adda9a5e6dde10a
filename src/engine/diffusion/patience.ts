import type { Clock } from '#flow/clock.ts'

export type PatienceOptions = {
  readonly clock: Clock
  /** Told once for a run that takes far longer than any before it; `waitedMs` is how long it was waited for. */
  readonly onHung: (waitedMs: number) => void
}

/** Before anything has gone well, nobody knows how slow a device is. */
const AT_FIRST_MS = 20 * 60_000
const AT_LEAST_MS = 60_000
/** As a multiple of the longest run that went well. */
const PATIENCE = 20

/** Notices a device that hangs: its driver neither answers nor fails, and a run on it cannot be broken off. */
export class Patience {
  readonly #options: PatienceOptions
  #longestMs: number | undefined

  constructor(options: PatienceOptions) {
    this.#options = options
  }

  /** Waits for a run, and tells of it if that takes too long. */
  async waitFor(run: Promise<void>): Promise<void> {
    const { clock } = this.#options
    const startMono = clock.now()
    const over = new AbortController()
    void this.#watch(startMono, over.signal)
    try {
      await run
    } finally {
      over.abort()
    }
    this.#longestMs = Math.max(this.#longestMs ?? 0, clock.now() - startMono)
  }

  async #watch(startMono: number, over: AbortSignal): Promise<void> {
    const { clock, onHung } = this.#options
    const limitMs = this.#longestMs === undefined ? AT_FIRST_MS : Math.max(AT_LEAST_MS, PATIENCE * this.#longestMs)
    await clock.until(startMono + limitMs, over)
    if (!over.aborted) onHung(limitMs)
  }
}
