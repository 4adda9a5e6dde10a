/** A step that is longer than this is no pause of a show, in ms. */
const MAX_STEP_MS = 6 * 3600 * 1000
/** Two pictures at one time are none that a file can hold. */
const MIN_STEP_US = 100
/** What takes the place of a step that cannot be, in ms. */
const USUAL_STEP_MS = 33

/**
 * Times of pictures in a recording, from their timestamps: they are kept exactly, pauses too. A clock that is set back or
 * far ahead while the show runs makes no gap.
 */
export class Timeline {
  readonly #onJump: (ms: number) => void
  #lastMs: number | undefined
  /** The timestamp that is time 0. */
  #startMs = 0
  #atUs = -MIN_STEP_US

  /** @param onJump told a step that cannot be, in ms */
  constructor({ onJump }: { onJump: (ms: number) => void }) {
    this.#onJump = onJump
  }

  /**
   * @param timestamp of the next picture: ms since the epoch
   * @returns its time since the first one in microseconds, greater than any before
   */
  at(timestamp: number): number {
    if (this.#lastMs === undefined) this.#startMs = timestamp
    else this.#mend(timestamp - this.#lastMs)
    this.#lastMs = timestamp
    // a picture that is shown again may have the time of the one before; those after it are not late for that
    this.#atUs = Math.max(this.#atUs + MIN_STEP_US, Math.round((timestamp - this.#startMs) * 1000))
    return this.#atUs
  }

  #mend(stepMs: number): void {
    if (stepMs >= 0 && stepMs <= MAX_STEP_MS) return
    this.#onJump(stepMs)
    this.#startMs += stepMs - USUAL_STEP_MS
  }
}
