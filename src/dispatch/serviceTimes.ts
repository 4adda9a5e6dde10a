import type { WorkTimes } from '#frame/transformed.ts'

/** Weight of the newest measurement. */
const NEWEST = 0.2

/**
 * What jobs of each size take on one worker, as moving averages. Its first job does not count: it makes room for the pictures,
 * compiles and tries out kernels, and may take a hundred times as long as the next. A worker that was judged by it would get
 * nothing more as long as the others manage.
 */
export class ServiceTimes {
  #isWarm = false
  readonly #roundTrip = new Map<number, number>()
  readonly #busy = new Map<number, number>()
  /** From sending a job to receiving its result, newest, in ms; 0 before any result. */
  lastRoundTripMs = 0

  /**
   * @param frames  size of the job
   * @param tripMs  from sending the job to receiving the result
   */
  record(frames: number, tripMs: number, work: WorkTimes): void {
    this.lastRoundTripMs = tripMs
    if (!this.#isWarm) {
      this.#isWarm = true
      return
    }
    blend(this.#roundTrip, frames, Math.max(0, tripMs - work.waitMs))
    // its stages overlap, so the slowest one decides how often it can take a job
    blend(this.#busy, frames, Math.max(work.decodeMs, work.transformMs, work.encodeMs))
  }

  /** Whether anything is known. */
  get isMeasured(): boolean {
    return this.#busy.size > 0
  }

  /** From sending a job of this size to an idle worker to receiving its result, in ms; undefined before two results. */
  roundTripMs(frames: number): number | undefined {
    return estimate(this.#roundTrip, frames)
  }

  /** How long a job of this size keeps the worker from taking another, in ms; undefined before two results. */
  busyMs(frames: number): number | undefined {
    return estimate(this.#busy, frames)
  }
}

function blend(times: Map<number, number>, frames: number, ms: number): void {
  const known = times.get(frames)
  times.set(frames, known === undefined ? ms : known + NEWEST * (ms - known))
}

/** From the line through the two nearest known sizes; from one known size, as if the time did not depend on the size. */
function estimate(times: ReadonlyMap<number, number>, frames: number): number | undefined {
  const exact = times.get(frames)
  if (exact !== undefined) return exact
  const [near, far] = [...times].sort(([a], [b]) => Math.abs(a - frames) - Math.abs(b - frames))
  if (!near || !far) return near?.[1]
  const slope = Math.max(0, (near[1] - far[1]) / (near[0] - far[0]))
  return Math.max(0, near[1] + slope * (frames - near[0]))
}
