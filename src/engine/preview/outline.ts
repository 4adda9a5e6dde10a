import type { Outline } from './look.ts'
import { between, packed } from './packed.ts'
import type { Reduced } from './reduced.ts'

/** Steps of brightness below this are texture, not an edge. */
const QUIET = 30

/** Finds the edges of a picture and draws along them. Works at half the size, where edges cost a quarter. */
export class Liner {
  readonly #widthPx: number
  readonly #heightPx: number
  readonly #tones: Uint8Array
  /** Ink at half the size, 0 to 128. */
  readonly #ink: Uint8Array

  constructor({ levels: [half] }: Reduced) {
    this.#widthPx = half.widthPx
    this.#heightPx = half.heightPx
    this.#tones = new Uint8Array(half.widthPx * half.heightPx)
    this.#ink = new Uint8Array(half.widthPx * half.heightPx)
  }

  /** Looks for edges: call it before the pixels are painted over. */
  find({ levels: [half] }: Reduced, amount: number): void {
    brightness(half.colours, this.#tones)
    const gain = Math.round(amount * 3 * 256)
    for (let y = 1; y < this.#heightPx - 1; y++) edgeRow(this.#tones, this.#ink, this.#widthPx, y, gain)
  }

  /** Draws the edges that were found, in place. */
  draw(pixels: Uint8Array, widthPx: number, { colour }: Outline): void {
    const line = packed(...colour)
    for (let y = 1; y < this.#heightPx - 1; y++) this.#drawRow(pixels, widthPx, line, y)
  }

  #drawRow(pixels: Uint8Array, widthPx: number, line: number, y: number): void {
    const ink = this.#ink
    const halfWidth = this.#widthPx
    const first = y * halfWidth
    for (let i = first + 1; i < first + halfWidth - 1; i++) {
      if ((ink[i] | ink[i - 1] | ink[i + 1] | ink[i - halfWidth] | ink[i + halfWidth]) === 0) continue
      const p = (y * widthPx + i - first) * 6
      // each of the four pixels leans towards its own corner
      dab(pixels, p, line, (ink[i] * 2 + ink[i - 1] + ink[i - halfWidth]) >> 2)
      dab(pixels, p + 3, line, (ink[i] * 2 + ink[i + 1] + ink[i - halfWidth]) >> 2)
      dab(pixels, p + widthPx * 3, line, (ink[i] * 2 + ink[i - 1] + ink[i + halfWidth]) >> 2)
      dab(pixels, p + widthPx * 3 + 3, line, (ink[i] * 2 + ink[i + 1] + ink[i + halfWidth]) >> 2)
    }
  }
}

function brightness(colours: Int32Array, tones: Uint8Array): void {
  for (let i = 0; i < tones.length; i++) {
    const colour = colours[i]
    tones[i] = (77 * (colour & 255) + 150 * ((colour >> 8) & 255) + 29 * (colour >> 16)) >> 8
  }
}

function edgeRow(tones: Uint8Array, ink: Uint8Array, widthPx: number, y: number, gain: number): void {
  for (let i = y * widthPx + 1; i < (y + 1) * widthPx - 1; i++) {
    const across = Math.abs(tones[i + 1] - tones[i - 1])
    const down = Math.abs(tones[i + widthPx] - tones[i - widthPx])
    ink[i] = Math.min(128, (Math.max(0, across + down - QUIET) * gain) >> 8)
  }
}

function dab(pixels: Uint8Array, p: number, line: number, ink: number): void {
  const colour = between(packed(pixels[p], pixels[p + 1], pixels[p + 2]), line, ink)
  pixels[p] = colour
  pixels[p + 1] = colour >> 8
  pixels[p + 2] = colour >> 16
}
