import type { Size } from '#frame/capture.ts'
import type { StrokeMap } from './strokeMap.ts'
import { LEFT_OUT, type Tints } from './tints.ts'

/** A picture, and where it lies on the map of strokes. */
export type Placed = Size & { readonly leftPx: number; readonly topPx: number }

/**
 * Lays the strokes over a picture, layer on layer, in place.
 * Row by row in a function of its own, here and in the other rooms of pixels: V8 compiles a function that is called often
 * far better than a long loop that is entered once.
 */
export function paint(pixels: Uint8ClampedArray, map: StrokeMap, tints: Tints, placed: Placed): void {
  const { widthPx, heightPx, leftPx, topPx } = placed
  const coats = coatsOf(map, tints)
  for (let y = 0; y < heightPx; y++) {
    paintRow(pixels, y * widthPx * 3, coats, (y + topPx) * map.widthPx + leftPx, widthPx)
  }
}

type Coats = Record<
  'groundStrokes' | 'groundTints' | 'middleStrokes' | 'middleTints' | 'fineStrokes' | 'fineTints',
  Int32Array
>

/** A missing layer is stood in for by the one below it. */
function coatsOf({ layers }: StrokeMap, { painted }: Tints): Coats {
  const middle = Math.min(1, layers.length - 1)
  const fine = Math.min(2, layers.length - 1)
  return {
    groundStrokes: layers[0].strokes,
    groundTints: painted[0],
    middleStrokes: layers[middle].strokes,
    middleTints: painted[middle],
    fineStrokes: layers[fine].strokes,
    fineTints: painted[fine],
  }
}

function paintRow(pixels: Uint8ClampedArray, start: number, coats: Coats, from: number, count: number): void {
  const { groundStrokes, groundTints, middleStrokes, middleTints, fineStrokes, fineTints } = coats
  for (let m = from, p = start; m < from + count; m++, p += 3) {
    // from the top down, the first one that is there
    let stroke = fineStrokes[m]
    let colour = fineTints[stroke & 0xffff]
    if (colour === LEFT_OUT) {
      stroke = middleStrokes[m]
      colour = middleTints[stroke & 0xffff]
      if (colour === LEFT_OUT) {
        stroke = groundStrokes[m]
        colour = groundTints[stroke & 0xffff]
      }
    }
    const light = (stroke >> 16) - 128
    // the array clamps
    pixels[p] = (colour & 255) + light
    pixels[p + 1] = ((colour >> 8) & 255) + light
    pixels[p + 2] = ((colour >> 16) & 255) + light
  }
}
