import { colourIndex } from './colourTable.ts'
import type { Drawing } from './look.ts'
import type { Placed } from './paint.ts'
import type { Reduced } from './reduced.ts'

export type DrawOptions = {
  readonly drawing: Drawing
  readonly hatching: Uint8Array
  readonly mapWidthPx: number
  readonly table: Int32Array
  /** Fewer lines, the higher: 0 to 100. */
  readonly whiteness: number
}

/** Draws a picture with lines on paper, in place: the darker, the more lines. */
export function draw(pixels: Uint8ClampedArray, picture: Reduced, options: DrawOptions, placed: Placed): void {
  const { drawing, hatching, mapWidthPx, table } = options
  const { widthPx, heightPx, leftPx, topPx, share } = placed
  const lines = lineTable(drawing.softness, options.whiteness)
  const [paperR, paperG, paperB] = drawing.paper
  const [inkR, inkG, inkB] = drawing.ink
  const wash = Math.round(drawing.wash * 256)
  const { tones } = picture
  for (let y = 0, i = 0, p = 0; y < heightPx; y++) {
    let m = (y + topPx) * mapWidthPx + leftPx
    for (let x = 0; x < widthPx; x++, i++, m++, p += 3) {
      const r = pixels[p]
      const g = pixels[p + 1]
      const b = pixels[p + 2]
      const ink = lines[tones[i] - hatching[m] + 255]
      const colour = table[colourIndex(r, g, b)]
      const penR = inkR + ((((colour & 255) - inkR) * wash) >> 8)
      const penG = inkG + (((((colour >> 8) & 255) - inkG) * wash) >> 8)
      const penB = inkB + ((((colour >> 16) - inkB) * wash) >> 8)
      pixels[p] = r + (((paperR + (((penR - paperR) * ink) >> 8) - r) * share) >> 8)
      pixels[p + 1] = g + (((paperG + (((penG - paperG) * ink) >> 8) - g) * share) >> 8)
      pixels[p + 2] = b + (((paperB + (((penB - paperB) * ink) >> 8) - b) * share) >> 8)
    }
  }
}

/** By tone minus hatching plus 255: how much ink there is, 0 to 256. */
function lineTable(softness: number, whiteness: number): Int32Array {
  return Int32Array.from({ length: 511 }, (_, i) => {
    const ink = 0.5 - (i - 255 + whiteness) / softness
    return Math.round(256 * Math.min(1, Math.max(0, ink)))
  })
}
