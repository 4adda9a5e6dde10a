/** Seconds of history that the delay must have covered. */
const WINDOW_S = 5
/** Kept on top of the largest latency seen, for the timer's own jitter, in ms. */
const MARGIN_MS = 2
/** How fast the delay shrinks, in ms per second: at least 2 % of playing speed, which nobody sees, … */
const SHRINK_MS_PER_S = 20
/** … and faster while there is much to lose, as after the first frames of a show: this share of the excess in a second … */
const SHRINK_SHARE_PER_S = 0.15
/** … up to 6 %. */
const MAX_SHRINK_MS_PER_S = 60

/**
 * How far playout runs behind the capture, so that every picture is there when its moment comes.
 *
 * It follows the largest latency of the last seconds: grows at once, because a picture that is late already cannot be
 * shown earlier, and shrinks slowly, because a delay that follows each quiet moment down would stutter at the next peak.
 */
export class PlayoutDelay {
  readonly #maxMs: number
  /** Largest latency of each of the last seconds, the newest at the end. */
  #peaks: { second: number; ms: number }[] = []
  #ms = 0
  #lastMono: number | undefined

  constructor({ maxMs }: { maxMs: number }) {
    this.#maxMs = maxMs
  }

  /** The delay in ms, at most `maxMs`. */
  get ms(): number {
    return this.#ms
  }

  /**
   * @param latencyMs from the capture of a picture to its being ready to be shown
   * @param now       monotonic ms
   */
  observe(latencyMs: number, now: number): void {
    const target = Math.min(this.#peak(latencyMs, now) + MARGIN_MS, this.#maxMs)
    const elapsedS = (now - (this.#lastMono ?? now)) / 1000
    this.#lastMono = now
    const excess = this.#ms - target
    const shrink = Math.min(Math.max(SHRINK_MS_PER_S, excess * SHRINK_SHARE_PER_S), MAX_SHRINK_MS_PER_S)
    this.#ms = excess < 0 ? target : Math.max(target, this.#ms - shrink * elapsedS)
  }

  #peak(latencyMs: number, now: number): number {
    const second = Math.floor(now / 1000)
    this.#peaks = this.#peaks.filter((peak) => peak.second > second - WINDOW_S)
    const newest = this.#peaks.at(-1)
    if (newest?.second === second) newest.ms = Math.max(newest.ms, latencyMs)
    else this.#peaks.push({ second, ms: latencyMs })
    return Math.max(...this.#peaks.map((peak) => peak.ms))
  }
}
