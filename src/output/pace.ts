import type { Clock } from '#flow/clock.ts'
import type { PlayoutDelay } from './playoutDelay.ts'
import type { Ordered } from './reorder.ts'

/** A frame whose moment has come. `releasedMono` is when that was. */
export type Paced = Ordered & { readonly releasedMono: number }

export type PaceOptions = {
  readonly clock: Clock
  readonly delay: PlayoutDelay
  readonly signal: AbortSignal
  /** `smooth` keeps the cadence of the capture; `fast` lets every picture go at once. Read anew for each. */
  readonly pacing: () => 'smooth' | 'fast'
}

/**
 * A jitter buffer: lets every frame go when `delay` has passed since it was captured, so that pictures follow each other as
 * they were captured, however unevenly they were made. One that is late goes at once.
 */
export async function* pace(
  frames: AsyncIterable<Ordered>,
  { clock, delay, signal, pacing }: PaceOptions,
): AsyncGenerator<Paced, void, undefined> {
  for await (const frame of frames) {
    delay.observe(frame.orderedMono - frame.frame.capturedMono, frame.orderedMono)
    if (pacing() === 'smooth') await clock.until(frame.frame.capturedMono + delay.ms, signal)
    if (signal.aborted) return
    yield { ...frame, releasedMono: clock.now() }
  }
}
