import type { StrokeMap } from './strokeMap.ts'
import type { Tints } from './tints.ts'

export type Placed = {
  readonly widthPx: number
  readonly heightPx: number
  /** Where the picture lies on the map. */
  readonly leftPx: number
  readonly topPx: number
  /** How much of the picture is painted over, 0 to 256. */
  readonly share: number
}

/** Lays the strokes over a picture, layer on layer, in place. */
export function paint(pixels: Uint8ClampedArray, map: StrokeMap, tints: Tints, placed: Placed): void {
  const { widthPx, heightPx, leftPx, topPx, share } = placed
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
      const r = pixels[p]
      const g = pixels[p + 1]
      const b = pixels[p + 2]
      // the array clamps
      pixels[p] = r + ((((colour & 255) + light - r) * share) >> 8)
      pixels[p + 1] = g + (((((colour >> 8) & 255) + light - g) * share) >> 8)
      pixels[p + 2] = b + ((((colour >> 16) + light - b) * share) >> 8)
    }
  }
}

/** Red and blue are mixed side by side. */
function between(from: number, to: number, share: number): number {
  const keep = 256 - share
  const redBlue = (Math.imul(from & 0xff00ff, keep) + Math.imul(to & 0xff00ff, share)) >>> 8
  const green = ((from & 0xff00) * keep + (to & 0xff00) * share) >> 8
  return (redBlue & 0xff00ff) | (green & 0xff00)
}
