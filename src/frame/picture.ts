import type { Size } from './capture.ts'
import { jpegHeader } from './jpegHeader.ts'

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
