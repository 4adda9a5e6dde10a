import type { Clock } from '#flow/clock.ts'
import type { GpuReading } from '#telemetry/gpuReading.ts'

/** A card is asked this often: a program is started each time. */
const EVERY_MS = 5000

export type GpuWatchOptions = {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** How the card is now; undefined if none tells. Never throws. */
  readonly read: () => Promise<GpuReading | undefined>
}

/** Looks at the graphics card now and then, beside the work. A machine whose card does not tell is asked only once. */
export class GpuWatch {
  #newest: GpuReading | undefined

  constructor(options: GpuWatchOptions) {
    void this.#run(options)
  }

  /** How the card was a moment ago; undefined while it does not answer. */
  get newest(): GpuReading | undefined {
    return this.#newest
  }

  async #run({ clock, signal, read }: GpuWatchOptions): Promise<void> {
    this.#newest = await read()
    if (this.#newest === undefined) return
    while (!signal.aborted) {
      await clock.until(clock.now() + EVERY_MS, signal)
      if (!signal.aborted) this.#newest = await read()
    }
  }
}
