import type { Clock } from '#flow/clock.ts'
import type { Capture, Size } from '#frame/capture.ts'
import type { Picture } from '#frame/picture.ts'

export type Moment = {
  readonly index: number
  /** When it was captured, on the clock's monotonic axis; not in the future. */
  readonly mono: number
  readonly clock: Clock
  readonly crop?: Size | undefined
}

/** The picture as it leaves a source: with its time on both clocks, its index and its crop. */
export function captureOf({ jpeg, widthPx, heightPx }: Picture, { index, mono, clock, crop }: Moment): Capture {
  const capturedAtMs = Math.round(clock.wallMs() - (clock.now() - mono))
  const capture = { jpeg, widthPx, heightPx, index, capturedAtMs, capturedMono: mono }
  return crop ? { ...capture, crop: within(crop, { widthPx, heightPx }) } : capture
}

function within(crop: Size, picture: Size): Size {
  return {
    widthPx: Math.min(crop.widthPx, picture.widthPx),
    heightPx: Math.min(crop.heightPx, picture.heightPx),
  }
}
