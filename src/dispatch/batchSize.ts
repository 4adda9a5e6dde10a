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

/** Frames per second that workers can take in batches of one size; Infinity while one of them has not been measured. */
export function capacityFps(workers: readonly Pick<RemoteWorker, 'service'>[], size: number): number {
  let fps = 0
  for (const { service } of workers) {
    const busyMs = service.busyMs(size)
    // nothing is known yet: as if it could do anything, so that the smallest size is tried first
    fps += busyMs === undefined ? Number.POSITIVE_INFINITY : (size * 1000) / Math.max(busyMs, 0.1)
  }
  return fps
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
