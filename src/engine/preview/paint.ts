import { between } from './packed.ts'
import type { StrokeMap } from './strokeMap.ts'
import { FULL, type Tints } from './tints.ts'

export type Placed = {
  readonly widthPx: number
  readonly heightPx: number
  /** Where the picture lies on the map. */
  readonly leftPx: number
  readonly topPx: number
}

/** From here on a word of `painted` covers all below it. */
const COVERS = FULL << 24
/** Below this it is not there at all. */
const COVERS_SOME = 1 << 24

/** Lays the strokes over a picture, layer on layer, in place. */
export function paint(pixels: Uint8ClampedArray, map: StrokeMap, tints: Tints, placed: Placed): void {
  const { widthPx, heightPx, leftPx, topPx } = placed
  // a missing layer is stood in for by the ground
  const strokes0 = map.layers[0].strokes
  const strokes1 = map.layers[1]?.strokes ?? strokes0
  const strokes2 = map.layers[2]?.strokes ?? strokes1
  const tints0 = tints.painted[0]
  const tints1 = tints.painted[1] ?? tints0
  const tints2 = tints.painted[2] ?? tints1
  for (let y = 0, p = 0; y < heightPx; y++) {
    let m = (y + topPx) * map.widthPx + leftPx
    for (const end = m + widthPx; m < end; m++, p += 3) {
      let stroke = strokes2[m]
      let colour = tints2[stroke & 0xffff]
      // most places show the ground, few a mixture: from the top down, and only as far as can be seen
      if (colour < COVERS) {
        const fine = colour
        const fineStroke = stroke
        stroke = strokes1[m]
        colour = tints1[stroke & 0xffff]
        if (colour < COVERS) {
          const middle = colour
          const middleStroke = stroke
          stroke = strokes0[m]
          colour = tints0[stroke & 0xffff]
          if (middle >= COVERS_SOME) {
            colour = between(colour, middle, (middle >> 24) << 1)
            stroke += ((((middleStroke >> 16) - (stroke >> 16)) * (middle >> 24)) >> 7) << 16
          }
        }
        if (fine >= COVERS_SOME) {
          colour = between(colour, fine, (fine >> 24) << 1)
          stroke += ((((fineStroke >> 16) - (stroke >> 16)) * (fine >> 24)) >> 7) << 16
        }
      }
      const light = (stroke >> 16) - 128
      // the array clamps
      pixels[p] = (colour & 255) + light
      pixels[p + 1] = ((colour >> 8) & 255) + light
      pixels[p + 2] = ((colour >> 16) & 255) + light
    }
  }
}
