import type { Size } from '#frame/capture.ts'

/** How much of the picture the plate hides, 0 to 255: white letters stay readable on a white picture. */
const PLATE_ALPHA = 166

/**
 * Lays text onto a black, half-transparent plate with round corners.
 * @param text     red, green, blue, alpha; becomes the result
 * @param radiusPx of the corners
 * @returns blue, green, red, alpha, the colours not multiplied by alpha
 */
export function ontoPlate(text: Uint8Array, size: Size, radiusPx: number): Uint8Array {
  const { widthPx, heightPx } = size
  for (let y = 0, at = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, at += 4) {
      const plate = PLATE_ALPHA * shareOfPlate(x, y, size, radiusPx)
      const own = text[at + 3] as number
      if (own === 0) text.fill(0, at, at + 3)
      else over(text, at, own, plate)
      text[at + 3] = Math.round(own + plate * (1 - own / 255))
    }
  }
  return text
}

/** The plate is black, so what it adds to a colour is only that less of the text's own is left. */
function over(text: Uint8Array, at: number, own: number, plate: number): void {
  const share = own / (own + plate * (1 - own / 255))
  const red = text[at] as number
  text[at] = Math.round((text[at + 2] as number) * share)
  text[at + 1] = Math.round((text[at + 1] as number) * share)
  text[at + 2] = Math.round(red * share)
}

/** 1 inside, 0 outside the round corners, in between on their edge. */
function shareOfPlate(x: number, y: number, { widthPx, heightPx }: Size, radiusPx: number): number {
  const besideX = Math.max(radiusPx - x - 0.5, x + 0.5 - (widthPx - radiusPx))
  if (besideX <= 0) return 1
  const besideY = Math.max(radiusPx - y - 0.5, y + 0.5 - (heightPx - radiusPx))
  if (besideY <= 0) return 1
  return Math.min(1, Math.max(0, radiusPx + 0.5 - Math.hypot(besideX, besideY)))
}
