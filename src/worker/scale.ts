import type { Size } from '#frame/capture.ts'
import type { Geometry } from './geometry.ts'

/** Weights are fixed-point numbers with this many bits after the point. */
const BITS = 12

/** For each output position: which input positions it is made of and how much each counts. */
type Taps = { readonly start: Int32Array; readonly count: number; readonly weights: Int32Array }

/**
 * Crops, scales and mirrors 8-bit RGB pictures of one size.
 *
 * Scaling is separable with a triangle filter that widens when it shrinks (bilinear up, area-like down), so that detail
 * neither flickers nor aliases from frame to frame.
 */
export class Scaler {
  readonly #geometry: Geometry
  readonly #stridePx: number
  readonly #across: Taps
  readonly #down: Taps
  /** The rows of the crop, already scaled across. */
  readonly #rows: Uint8Array

  constructor(size: Size, geometry: Geometry) {
    const { from, to, mirror } = geometry
    this.#geometry = geometry
    this.#stridePx = size.widthPx
    this.#across = mirror ? reversed(taps(from.widthPx, to.widthPx)) : taps(from.widthPx, to.widthPx)
    this.#down = taps(from.heightPx, to.heightPx)
    this.#rows = new Uint8Array(from.heightPx * to.widthPx * 3)
  }

  /**
   * @param input  the whole decoded picture, [heightPx, widthPx, 3]
   * @param output [to.heightPx, to.widthPx, 3]; must not overlap `input`
   */
  scale(input: Uint8Array, output: Uint8Array): void {
    this.#scaleAcross(input)
    this.#scaleDown(output)
  }

  #scaleAcross(input: Uint8Array): void {
    const { from, to } = this.#geometry
    const { start, count, weights } = this.#across
    const rows = this.#rows
    for (let y = 0; y < from.heightPx; y++) {
      const row = ((from.topPx + y) * this.#stridePx + from.leftPx) * 3
      let out = y * to.widthPx * 3
      for (let x = 0; x < to.widthPx; x++, out += 3) {
        let at = row + start[x] * 3
        let r = ROUND
        let g = ROUND
        let b = ROUND
        for (let k = x * count; k < (x + 1) * count; k++, at += 3) {
          const weight = weights[k]
          r += input[at] * weight
          g += input[at + 1] * weight
          b += input[at + 2] * weight
        }
        rows[out] = r >> BITS
        rows[out + 1] = g >> BITS
        rows[out + 2] = b >> BITS
      }
    }
  }

  #scaleDown(output: Uint8Array): void {
    const { to } = this.#geometry
    const { start, count, weights } = this.#down
    const rows = this.#rows
    const stride = to.widthPx * 3
    for (let y = 0; y < to.heightPx; y++) {
      const first = start[y] * stride
      const out = y * stride
      for (let x = 0; x < stride; x++) {
        let sum = ROUND
        for (let k = 0, at = first + x; k < count; k++, at += stride) sum += rows[at] * weights[y * count + k]
        output[out + x] = sum >> BITS
      }
    }
  }
}

const ROUND = 1 << (BITS - 1)

function taps(from: number, to: number): Taps {
  const ratio = from / to
  const radius = Math.max(1, ratio)
  const count = Math.min(from, Math.ceil(radius * 2))
  const start = new Int32Array(to)
  const weights = new Int32Array(to * count)
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * ratio - 0.5
    start[i] = Math.min(from - count, Math.max(0, Math.ceil(centre - radius)))
    const triangle = Array.from({ length: count }, (_, k) => Math.max(0, 1 - Math.abs(start[i] + k - centre) / radius))
    weights.set(fixedPoint(triangle), i * count)
  }
  return { start, count, weights }
}

/** Whole numbers that add up to exactly one, so that a plain surface keeps its colour. */
function fixedPoint(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const whole = weights.map((weight) => Math.round((weight / sum) * (1 << BITS)))
  const largest = whole.indexOf(Math.max(...whole))
  whole[largest] += (1 << BITS) - whole.reduce((a, b) => a + b, 0)
  return whole
}

function reversed({ start, count, weights }: Taps): Taps {
  const mirrored = new Int32Array(weights.length)
  for (let i = 0, to = start.length; i < to; i++) {
    mirrored.set(weights.subarray((to - 1 - i) * count, (to - i) * count), i * count)
  }
  return { start: start.toReversed(), count, weights: mirrored }
}
