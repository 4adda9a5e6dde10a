const { fround, f16round } = Math

/** Uniform numbers that `normalsFrom11Bits` takes have this many bits. */
export const MASK_11_BITS = 0x7ff

type Tables = { readonly radius: Float64Array; readonly cosine: Float64Array; readonly sine: Float64Array }
let tables: Tables | undefined

/**
 * torch's float16 normals: Box–Muller on blocks of 16, in which value j and value j + 8 make a pair of a radius and an angle.
 * A half has 11 bits, so there are only 2048 radii and 2048 angles.
 *
 * @param uniforms [count], each a whole number below 2^11
 * @param count    a multiple of 16
 * @param normals  takes `count` values from `at` on, each of which a half can hold
 * @see torch `normal_fill` in ATen/native/cpu/DistributionTemplates.h, for `c10::Half`
 */
export function normalsFrom11Bits(uniforms: Int32Array, count: number, normals: Float32Array, at: number): void {
  tables ??= makeTables()
  const { radius, cosine, sine } = tables
  for (let block = 0; block < count; block += 16) {
    for (let j = block; j < block + 8; j++) {
      const r = radius[uniforms[j]]
      const angle = uniforms[j + 8]
      normals[at + j] = r * cosine[angle]
      normals[at + j + 8] = r * sine[angle]
    }
  }
  roundToHalves(normals, at, at + count)
}

const SMALLEST_NORMAL_HALF = 0x38800000

/** Rounds floats below 65520 to the nearest halves, ties to even, by their bits: `f16round` of each costs more than all the rest. */
function roundToHalves(values: Float32Array, from: number, to: number): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  for (let i = from; i < to; i++) {
    const float = bits[i]
    if ((float & 0x7fffffff) >= SMALLEST_NORMAL_HALF) bits[i] = (float + 0xfff + ((float >>> 13) & 1)) & ~0x1fff
    // torch adds a mean of 0, which leaves no -0
    else values[i] = f16round(values[i]) + 0
  }
}

/** Radius and angle are rounded to halves, sine and cosine of that angle to floats. */
function makeTables(): Tables {
  const uniforms = Float64Array.from({ length: 2048 }, (_, k) => k / 2048)
  const theta = uniforms.map((u) => f16round(fround(2 * Math.PI * u)))
  return {
    radius: uniforms.map((u) => f16round(fround(Math.sqrt(fround(-2 * fround(Math.log(1 - u))))))),
    cosine: theta.map((t) => fround(Math.cos(t))),
    sine: theta.map((t) => fround(Math.sin(t))),
  }
}
