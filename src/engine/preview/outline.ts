import type { Outline } from './look.ts'
import type { Placed } from './paint.ts'
import type { Reduced } from './reduced.ts'

/** Distance over which brightness is compared: half the width of a line. */
const REACH_PX = 1

/** Steps of brightness below this are texture, not an edge. */
const QUIET = 26

/** Draws lines along the edges of the picture, in place. */
export function outline(pixels: Uint8Array, picture: Reduced, { colour, amount }: Outline, placed: Placed): void {
  const { widthPx, heightPx } = placed
  const { tones } = picture
  const [r, g, b] = colour
  const strength = Math.round(amount * 0.04 * 256 * 256)
  for (let y = REACH_PX; y < heightPx - REACH_PX; y++) {
    for (let i = y * widthPx + REACH_PX; i < (y + 1) * widthPx - REACH_PX; i++) {
      const across = Math.abs(tones[i + REACH_PX] - tones[i - REACH_PX])
      const down = Math.abs(tones[i + REACH_PX * widthPx] - tones[i - REACH_PX * widthPx])
      const edge = across + down - QUIET
      if (edge <= 0) continue
      const ink = Math.min(256, (edge * strength) >> 8)
      const p = i * 3
      pixels[p] += ((r - pixels[p]) * ink) >> 8
      pixels[p + 1] += ((g - pixels[p + 1]) * ink) >> 8
      pixels[p + 2] += ((b - pixels[p + 2]) * ink) >> 8
    }
  }
}
