import type { Size } from './capture.ts'

/** What the header of a JPEG says, or why it is not one that we accept. */
export type JpegHeader =
  | ({ readonly ok: true; readonly components: 1 | 3 } & Size)
  | { readonly ok: false; readonly reason: string }

/**
 * Reads a JPEG's size and components without decoding it.
 *
 * Decoders do not limit dimensions (a file that claims 65500x65500 keeps one busy for half a minute) and say little
 * about what is wrong, so every JPEG passes here first. Complete means: starts with SOI, has a frame header, ends with EOI.
 *
 * @param bytes     the whole file; trailing zeros after the end marker are tolerated, as some cameras pad
 * @param maxPixels refuse more than this, width times height
 * @see ITU T.81, B.1.1 (markers) and B.2.2 (frame header)
 */
export function jpegHeader(bytes: Uint8Array, maxPixels: number): JpegHeader {
  if (bytes.length === 0) return refused('is empty')
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return refused('is not a JPEG')
  let at = 2
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return refused('has a damaged header')
    const marker = bytes[at + 1]
    if (marker === 0xff || isStandalone(marker)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    const length = bytes[at + 2] * 256 + bytes[at + 3]
    if (isStartOfFrame(marker)) return frameHeader(bytes, at, maxPixels)
    if (marker === 0xda || marker === 0xd9 || length < 2) return refused('has no frame header')
    at += 2 + length
  }
  return refused('is truncated')
}

function frameHeader(bytes: Uint8Array, at: number, maxPixels: number): JpegHeader {
  if (at + 10 > bytes.length) return refused('is truncated')
  const marker = bytes[at + 1]
  if (marker > 0xc2) return refused('is of a JPEG kind that is not supported (lossless or arithmetic)')
  if (bytes[at + 4] !== 8) return refused(`has ${bytes[at + 4]} bits per sample, not 8`)
  const heightPx = bytes[at + 5] * 256 + bytes[at + 6]
  const widthPx = bytes[at + 7] * 256 + bytes[at + 8]
  const components = bytes[at + 9]
  if (widthPx === 0 || heightPx === 0) return refused(`claims ${widthPx}x${heightPx} pixels`)
  if (widthPx * heightPx > maxPixels)
    return refused(`has ${widthPx}x${heightPx} pixels, more than the limit of ${maxPixels}`)
  if (components !== 1 && components !== 3) return refused(`has ${components} colour components (CMYK?), not 1 or 3`)
  if (!endsWithEoi(bytes)) return refused('is truncated')
  return { ok: true, widthPx, heightPx, components }
}

function endsWithEoi(bytes: Uint8Array): boolean {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9
}

const isStandalone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

// C4 (Huffman tables), C8 (extension) and CC (arithmetic conditioning) share the range but are no frame headers
const isStartOfFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const refused = (reason: string): JpegHeader => ({ ok: false, reason })
