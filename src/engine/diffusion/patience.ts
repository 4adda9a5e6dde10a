import type { Clock } from '#flow/clock.ts'

export type PatienceOptions = {
  readonly clock: Clock
  /** Told once for a run that takes far longer than any before it; `waitedMs` is how long it was waited for. */
  readonly onHung: (waitedMs: number) => void
}

/** Before anything has gone well, and for preparations, which differ: nobody knows how long a device needs. */
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
    const longestMs = this.#longestMs
    const startMono = clock.now()
    await this.#wait(run, longestMs === undefined ? AT_FIRST_MS : Math.max(AT_LEAST_MS, PATIENCE * longestMs))
    this.#longestMs = Math.max(longestMs ?? 0, clock.now() - startMono)
  }

  /** Waits for the preparation of a shape, and tells of it if that takes too long. */
  async waitForPreparation(preparation: Promise<void>): Promise<void> {
    await this.#wait(preparation, AT_FIRST_MS)
  }

  async #wait(work: Promise<void>, limitMs: number): Promise<void> {
    const over = new AbortController()
    void this.#watch(limitMs, over.signal)
    try {
      await work
    } finally {
      over.abort()
    }
  }

  async #watch(limitMs: number, over: AbortSignal): Promise<void> {
    const { clock, onHung } = this.#options
    await clock.until(clock.now() + limitMs, over)
    if (!over.aborted) onHung(limitMs)
  }
}
