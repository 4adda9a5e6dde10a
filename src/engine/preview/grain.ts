import { mixed } from './hash.ts'

/** Side of a swatch. */
const BITS = 7
const SIDE = 1 << BITS

/** A swatch of canvas, -127 to 127: weave, with the tooth of paper. It is laid out again and again. */
export function grainOf(seed: number): Int8Array {
  return Int8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = i & (SIDE - 1)
    const y = i >> BITS
    const speck = (mixed((y >> 1) * SIDE + (x >> 1) + seed) & 255) + (mixed(i + seed) & 255)
    const thread = (x + ((y >> 1) & 1)) & 2 ? 24 : -24
    return Math.max(-127, Math.min(127, speck * 0.4 - 102 + thread))
  })
}

/** Place in the swatch of a pixel. */
export function grainAt(x: number, y: number): number {
  return ((y & (SIDE - 1)) << BITS) | (x & (SIDE - 1))
}
