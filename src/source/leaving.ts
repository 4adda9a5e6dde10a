import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'

/** Who hangs longer than this is not waited for any more. */
const PATIENCE_MS = 2000
/** So many may hang at once. */
const MAX_HANGING = 4

/** Sources on their way out. What is opened next waits for them, because a device cannot be had twice. */
export class Leaving {
  readonly #clock: Clock
  readonly #log: Log
  readonly #closings = new Set<Promise<void>>()

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock
    this.#log = log
  }

  /** Keeps what is being closed until it is. */
  add(closing: PromiseLike<void>): void {
    const gone = Promise.resolve(closing)
      .catch((error) => this.#log.warn(`a source that is no longer wanted: ${reasonOf(error)}`))
      .then(() => void this.#closings.delete(gone))
    this.#closings.add(gone)
  }

  /** Resolves when all are gone, when they have been waited for long enough, or when `signal` aborts. */
  async gone(signal?: AbortSignal): Promise<void> {
    if (this.#closings.size === 0) return
    const all = new AbortController()
    void Promise.all(this.#closings).then(() => all.abort())
    const enough = signal ? AbortSignal.any([signal, all.signal]) : all.signal
    await this.#clock.until(this.#clock.now() + PATIENCE_MS, enough)
  }

  /** @throws Error while too many hang for another to be risked */
  check(): void {
    if (this.#closings.size < MAX_HANGING) return
    throw new Error(`${this.#closings.size} sources that were wanted before hang and do not close.`)
  }
}
