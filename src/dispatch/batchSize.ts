import type { RemoteWorker } from './remoteWorker.ts'

/** Workers should be able to do this many times what the source delivers, so that a short hiccup is caught up with. */
const HEADROOM = 1.1
/** A larger batch must bring at least this share more to be worth its delay. */
const WORTHWHILE = 1.05
/** Largest batch that is tried. */
const MAX_SIZE = 16

/**
 * The smallest batch with which these workers keep up with the source; when no size does, the smallest that comes close
 * to the best. What a size brings is measured, and for a size never tried estimated from its neighbours.
 */
export function smallestBatch(workers: readonly Pick<RemoteWorker, 'service'>[], sourceFps: number): number {
  let best = { size: 1, fps: 0 }
  for (let size = 1; size <= MAX_SIZE; size++) {
    const fps = capacityFps(workers, size)
    if (fps >= sourceFps * HEADROOM) return size
    if (fps > best.fps * WORTHWHILE) best = { size, fps }
  }
  return best.size
}

/**
 * Frames per second that workers can take in batches of one size. One that has not been measured yet is taken to be like the
 * others; while none has been, Infinity: the smallest size is tried first, and nothing is thinned out.
 */
export function capacityFps(workers: readonly Pick<RemoteWorker, 'service'>[], size: number): number {
  const busyMs = workers.map(({ service }) => service.busyMs(size)).filter((ms) => ms !== undefined)
  if (busyMs.length === 0) return Number.POSITIVE_INFINITY
  const measured = busyMs.reduce((fps, ms) => fps + (size * 1000) / Math.max(ms, 0.1), 0)
  return (measured * workers.length) / busyMs.length
}

/** How long a size is kept before another one is tried: long enough to be measured. */
const HOLD_MS = 1000

/** The batch size in force: what the operator set, or with `auto` the smallest that keeps up. */
export class BatchSize {
  #size = 1
  #decidedMono = Number.NEGATIVE_INFINITY

  /**
   * @param wanted    the setting
   * @param sourceFps frames per second that the source delivers
   * @param now       monotonic ms
   */
  next(
    wanted: number | 'auto',
    workers: readonly Pick<RemoteWorker, 'service'>[],
    sourceFps: number,
    now: number,
  ): number {
    if (wanted !== 'auto') this.#size = wanted
    else if (now - this.#decidedMono > HOLD_MS) {
      this.#size = smallestBatch(workers, sourceFps)
      this.#decidedMono = now
    }
    return this.#size
  }

  /** The size last decided on. */
  get current(): number {
    return this.#size
  }
}
