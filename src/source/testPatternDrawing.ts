import type { Size } from '#frame/capture.ts'

/** Size of the test pattern. */
export const PATTERN_SIZE: Size = { widthPx: 1024, heightPx: 576 }

/** Pictures until it starts again. */
export const PATTERN_LENGTH = 60

type Colour = readonly [red: number, green: number, blue: number]

// 75 % bars as on every monitor wall: white, yellow, cyan, green, magenta, red, blue, black
const BARS: readonly Colour[] = [
  [191, 191, 191],
  [191, 191, 0],
  [0, 191, 191],
  [0, 191, 0],
  [191, 0, 191],
  [191, 0, 0],
  [0, 0, 191],
  [16, 16, 16],
]
const WHITE: Colour = [235, 235, 235]
const BLACK: Colour = [16, 16, 16]

const CODE_TOP = 7 / 8 // the lowest eighth of the picture is the bar code
const CODE_CELLS = 16
const INDEX_BITS = 12

/** The picture with this index: bars, a ball on its way around, and the bar code. RGB, [heightPx, widthPx, 3]. */
export function drawPattern(index: number): Uint8Array {
  const { widthPx, heightPx } = PATTERN_SIZE
  const pixels = new Uint8Array(widthPx * heightPx * 3)
  const draw = (x: number, y: number, [red, green, blue]: Colour) => {
    const at = (y * widthPx + x) * 3
    pixels[at] = red
    pixels[at + 1] = green
    pixels[at + 2] = blue
  }
  const cells = barCode(index)
  const isInBall = ballAt(index)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (y >= heightPx * CODE_TOP) draw(x, y, cells[Math.floor((x * CODE_CELLS) / widthPx)] ? WHITE : BLACK)
      else draw(x, y, isInBall(x, y) ? WHITE : BARS[Math.floor((x * BARS.length) / widthPx)])
    }
  }
  return pixels
}

/**
 * Reads the index back from a picture of any size, also one that was scaled, compressed or recoloured a little.
 * @param pixels RGB, [heightPx, widthPx, 3], uncropped
 * @returns the index, or undefined if there is no bar code that makes sense
 */
export function readBarCode(pixels: Uint8Array, { widthPx, heightPx }: Size): number | undefined {
  const y = Math.floor(heightPx * (CODE_TOP + 1) * 0.5)
  const cells = Array.from({ length: CODE_CELLS }, (_, cell) => {
    const at = (y * widthPx + Math.floor(((cell + 0.5) * widthPx) / CODE_CELLS)) * 3
    return pixels[at] + pixels[at + 1] + pixels[at + 2] > 3 * 128
  })
  const index = cells.slice(2, 2 + INDEX_BITS).reduce((value, bit) => value * 2 + Number(bit), 0)
  return cells.join() === barCode(index).join() ? index : undefined
}

/** white, black, twelve bits with the highest first, even parity, white: an all-dark or all-light row is no code. */
function barCode(index: number): boolean[] {
  const bits = Array.from({ length: INDEX_BITS }, (_, bit) => ((index >> (INDEX_BITS - 1 - bit)) & 1) === 1)
  return [true, false, ...bits, bits.filter(Boolean).length % 2 === 1, true]
}

function ballAt(index: number): (x: number, y: number) => boolean {
  const { widthPx, heightPx } = PATTERN_SIZE
  const angle = (2 * Math.PI * index) / PATTERN_LENGTH
  const x0 = widthPx * (0.5 + 0.38 * Math.cos(angle))
  const y0 = heightPx * (0.44 + 0.3 * Math.sin(angle))
  return (x, y) => (x - x0) ** 2 + (y - y0) ** 2 < (heightPx / 12) ** 2
}
