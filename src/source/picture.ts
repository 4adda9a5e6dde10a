import type { Clock } from '#flow/clock.ts'
import type { Capture, Size } from '#frame/capture.ts'
import { jpegHeader } from '#frame/jpegHeader.ts'

/** A JPEG whose header has been checked. */
export type Picture = Size & { readonly jpeg: Uint8Array }

/** Why something is no picture for us, as the rest of a sentence: `is truncated`. */
export type Refused = { readonly refused: string }

/** The picture in `jpeg`, or why it is refused. The bytes are not copied. */
export function checkedPicture(jpeg: Uint8Array, maxPixels: number): Picture | Refused {
  const header = jpegHeader(jpeg, maxPixels)
  if (!header.ok) return { refused: header.reason }
  return { jpeg, widthPx: header.widthPx, heightPx: header.heightPx }
}

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
