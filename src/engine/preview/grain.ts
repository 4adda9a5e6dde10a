import { mixed } from './hash.ts'

/** Side of a swatch is 2 to the power of this. */
const GRAIN_BITS = 7

const SIDE = 1 << GRAIN_BITS

/** A swatch of canvas, `-range` to `range`: weave, with the tooth of paper. It is laid out again and again. */
export function grainOf(seed: number, range: number): Int8Array {
  return Int8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = i & (SIDE - 1)
    const y = i >> GRAIN_BITS
    const speck = (mixed((y >> 1) * SIDE + (x >> 1) + seed) & 255) + (mixed(i + seed) & 255)
    const thread = (x + ((y >> 1) & 1)) & 2 ? 24 : -24
    return Math.max(-1, Math.min(1, (speck * 0.4 - 102 + thread) / 127)) * range
  })
}

/** Where in the swatch a row begins; add `x & GRAIN_MASK`. */
export function grainRow(y: number): number {
  return (y & GRAIN_MASK) << GRAIN_BITS
}

export const GRAIN_MASK = SIDE - 1
