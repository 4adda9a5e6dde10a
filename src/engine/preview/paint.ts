import { between } from './packed.ts'
import type { StrokeMap } from './strokeMap.ts'
import type { Tints } from './tints.ts'

export type Placed = {
  readonly widthPx: number
  readonly heightPx: number
  /** Where the picture lies on the map. */
  readonly leftPx: number
  readonly topPx: number
}

/** Lays the strokes over a picture, layer on layer, in place. */
export function paint(pixels: Uint8ClampedArray, map: StrokeMap, tints: Tints, placed: Placed): void {
  const { widthPx, heightPx, leftPx, topPx } = placed
  const [coarse] = map.layers
  // a missing layer is stood in for by the coarsest, whose strokes are never painted twice
  const middle = map.layers[1] ?? coarse
  const fine = map.layers[2] ?? coarse
  const [none] = tints.cover
  const colours0 = tints.painted[0]
  const colours1 = tints.painted[1] ?? colours0
  const colours2 = tints.painted[2] ?? colours0
  const cover1 = tints.cover[1] ?? none
  const cover2 = tints.cover[2] ?? none
  const ids0 = coarse.ids
  const ids1 = middle.ids
  const ids2 = fine.ids
  const lights0 = coarse.lights
  const lights1 = middle.lights
  const lights2 = fine.lights
  for (let y = 0, p = 0; y < heightPx; y++) {
    let m = (y + topPx) * map.widthPx + leftPx
    for (const end = m + widthPx; m < end; m++, p += 3) {
      let colour = colours0[ids0[m]]
      let light = lights0[m]
      const a1 = cover1[ids1[m]]
      if (a1 > 0) {
        colour = between(colour, colours1[ids1[m]], a1)
        light += ((lights1[m] - light) * a1) >> 8
      }
      const a2 = cover2[ids2[m]]
      if (a2 > 0) {
        colour = between(colour, colours2[ids2[m]], a2)
        light += ((lights2[m] - light) * a2) >> 8
      }
      light -= 128
      // the array clamps
      pixels[p] = (colour & 255) + light
      pixels[p + 1] = ((colour >> 8) & 255) + light
      pixels[p + 2] = (colour >> 16) + light
    }
  }
}
