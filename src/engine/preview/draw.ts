import { colourIndex } from './colourTable.ts'
import type { Drawing } from './look.ts'
import { between, packed } from './packed.ts'
import type { Placed } from './paint.ts'

export type DrawOptions = {
  readonly drawing: Drawing
  /** Where lines come first as a tone gets darker, by pixel of the map. */
  readonly hatching: Uint8Array
  readonly mapWidthPx: number
  /** What becomes of every colour. */
  readonly table: Int32Array
  /** Added to the tones: the higher, the fewer lines. */
  readonly whiteness: number
}

/** Draws a picture with lines on paper, in place: the darker, the more lines. */
export function draw(pixels: Uint8Array, options: DrawOptions, placed: Placed): void {
  const { widthPx, heightPx, leftPx, topPx } = placed
  const pen = penOf(options)
  for (let y = 0; y < heightPx; y++) {
    drawRow(pixels, y * widthPx * 3, pen, (y + topPx) * options.mapWidthPx + leftPx, widthPx)
  }
}

type Pen = ReturnType<typeof penOf>

function penOf({ drawing, hatching, table, whiteness }: DrawOptions) {
  return {
    hatching,
    table,
    lines: lineTable(drawing.softness, drawing.whiteness + whiteness),
    paper: packed(...drawing.paper),
    ink: packed(...drawing.ink),
    wash: Math.round(drawing.wash * 128),
    flip: drawing.isLight ? 255 : 0,
  }
}

function drawRow(pixels: Uint8Array, start: number, pen: Pen, from: number, count: number): void {
  const { hatching, table, lines, paper, ink, wash, flip } = pen
  for (let m = from, p = start; m < from + count; m++, p += 3) {
    const r = pixels[p]
    const g = pixels[p + 1]
    const b = pixels[p + 2]
    const tone = ((77 * r + 150 * g + 29 * b) >> 8) ^ flip
    const share = lines[tone - hatching[m] + 255]
    let colour = paper
    if (share > 0) {
      const own = wash > 0 ? between(ink, table[colourIndex(r, g, b)], wash) : ink
      colour = share < 128 ? between(paper, own, share) : own
    }
    pixels[p] = colour
    pixels[p + 1] = colour >> 8
    pixels[p + 2] = colour >> 16
  }
}

/** By tone minus hatching plus 255: how much ink there is, 0 to 128. */
function lineTable(softness: number, whiteness: number): Int32Array {
  const lines = new Int32Array(511)
  for (let i = 0; i < lines.length; i++) {
    const ink = 0.5 - (i - 255 + whiteness) / softness
    lines[i] = Math.round(128 * Math.min(1, Math.max(0, ink)))
  }
  return lines
}
