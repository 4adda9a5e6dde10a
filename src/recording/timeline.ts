/** A step that is longer than this is no pause of a show, in ms. */
const MAX_STEP_MS = 6 * 3600 * 1000
/** Two pictures at one time are none that a file can hold. */
const MIN_STEP_US = 100
/** What takes the place of a step that cannot be, in ms. */
const USUAL_STEP_MS = 33

/**
 * Times of pictures in a recording, from their timestamps: the steps are kept exactly, pauses too. A clock that is set back or
 * far ahead while the show runs makes no gap.
 */
export class Timeline {
  readonly #onJump: (ms: number) => void
  #lastMs: number | undefined
  #atUs = 0

  /** @param onJump told a step that cannot be, in ms */
  constructor({ onJump }: { onJump: (ms: number) => void }) {
    this.#onJump = onJump
  }

  /**
   * @param timestamp of the next picture: ms since the epoch
   * @returns its time since the first one in microseconds, greater than any before
   */
  at(timestamp: number): number {
    if (this.#lastMs !== undefined)
      this.#atUs += Math.max(MIN_STEP_US, Math.round(this.#step(timestamp - this.#lastMs) * 1000))
    this.#lastMs = timestamp
    return this.#atUs
  }

  #step(ms: number): number {
    // a picture that is shown again has the time of the one before
    if (ms >= 0 && ms <= MAX_STEP_MS) return ms
    this.#onJump(ms)
    return USUAL_STEP_MS
  }
}
