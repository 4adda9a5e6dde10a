import type { Size } from '#frame/capture.ts'

/** How much of the picture the plate hides, 0 to 255: white letters stay readable on a white picture. */
const PLATE_ALPHA = 166

/**
 * Lays text onto a black, half-transparent plate with round corners.
 * @param text     red, green, blue, alpha; becomes the result
 * @param radiusPx of the corners, where there is no text
 * @returns blue, green, red, alpha, the colours not multiplied by alpha
 */
export function ontoPlate(text: Uint8Array, size: Size, radiusPx: number): Uint8Array {
  for (let at = 0; at < text.length; at += 4) {
    const own = text[at + 3] as number
    if (own > 0) over(text, at, own)
    else text[at] = text[at + 1] = text[at + 2] = 0
    text[at + 3] = Math.round(own + PLATE_ALPHA * (1 - own / 255))
  }
  roundCorners(text, size, radiusPx)
  return text
}

/** The plate is black, so what it adds to a colour is only that less of the text's own is left. */
function over(text: Uint8Array, at: number, own: number): void {
  const share = own / (own + PLATE_ALPHA * (1 - own / 255))
  const red = text[at] as number
  text[at] = Math.round((text[at + 2] as number) * share)
  text[at + 1] = Math.round((text[at + 1] as number) * share)
  text[at + 2] = Math.round(red * share)
}

function roundCorners(pixels: Uint8Array, { widthPx, heightPx }: Size, radiusPx: number): void {
  for (let y = 0; y < radiusPx; y++) {
    for (let x = 0; x < radiusPx; x++) {
      const far = Math.hypot(radiusPx - x - 0.5, radiusPx - y - 0.5)
      const inside = Math.min(1, Math.max(0, radiusPx + 0.5 - far))
      for (const row of [y, heightPx - 1 - y]) {
        for (const column of [x, widthPx - 1 - x]) {
          pixels[(row * widthPx + column) * 4 + 3] = Math.round(PLATE_ALPHA * inside)
        }
      }
    }
  }
}
