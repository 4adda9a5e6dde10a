const { fround, sqrt, clz32 } = Math

/** Uniform numbers that `normalsFrom24Bits` takes have this many bits. */
export const MASK_24_BITS = 0xffffff

const TWO_PI = fround(2 * Math.PI)
const STEP = 2 ** -24
const POWERS = Float64Array.from({ length: 26 }, (_, bits) => 2 ** -bits)
// a mantissa below √½, which is 11863283 / 2^24 in single precision, counts as twice itself
const BY_ROOT_OF_HALF = 2 ** 24 / 11_863_282.5
// quarter turns
const COS_OF_TURN = Float64Array.of(1, 0, -1, 0, 1)
const SIN_OF_TURN = Float64Array.of(0, 1, 0, -1, 0)

// the single-precision polynomials of the Cephes library (Moshier), lowest bits included: torch computes with these
const LOG_0 = fround(7.0376836292e-2)
const LOG_1 = fround(-1.151461031e-1)
const LOG_2 = fround(1.167699874e-1)
const LOG_3 = fround(-1.2420140846e-1)
const LOG_4 = fround(1.4249322787e-1)
const LOG_5 = fround(-1.6668057665e-1)
const LOG_6 = fround(2.0000714765e-1)
const LOG_7 = fround(-2.4999993993e-1)
const LOG_8 = fround(3.3333331174e-1)
const LN2_LOW = fround(-2.1219444e-4)
const LN2_HIGH = 0.693359375
const FOUR_BY_PI = fround(4 / Math.PI)
const QUARTER_PI_1 = 0.78515625
const QUARTER_PI_2 = fround(2.4187564849853516e-4)
const QUARTER_PI_3 = fround(3.774894977445941e-8)
const COS_0 = fround(2.443315711809948e-5)
const COS_1 = fround(-1.388731625493765e-3)
const COS_2 = fround(4.166664568298827e-2)
const SIN_0 = fround(-1.9515295891e-4)
const SIN_1 = fround(8.3321608736e-3)
const SIN_2 = fround(-1.6666654611e-1)

/**
 * torch's float32 normals: Box–Muller on blocks of 16, in which value j and value j + 8 make a pair of a radius and an angle.
 *
 * Equal to torch on an x86 processor with AVX2 to the last bit: single-precision logarithm, sine and cosine are those of
 * Cephes, and a sum of a product is rounded once. The product of two floats is exact in a double, so `fround(a * b + c)` is
 * that fused sum (but for a tie in 2^29 or so).
 *
 * @param uniforms [count], each a whole number below 2^24
 * @param count    a multiple of 16
 * @param normals  takes `count` values from `at` on
 * @see torch `normal_fill_AVX2` in ATen/native/cpu/DistributionTemplates.h
 */
export function normalsFrom24Bits(uniforms: Int32Array, count: number, normals: Float32Array, at: number): void {
  for (let block = 0; block < count; block += 16) {
    for (let j = block; j < block + 8; j++) {
      const radius = fround(sqrt(fround(-2 * logOf24Bits(0x1000000 - uniforms[j]))))

      // sine and cosine, of the angle less the nearest even multiple of a quarter of π
      const theta = fround(TWO_PI * (uniforms[j + 8] * STEP))
      const octant = (fround(theta * FOUR_BY_PI) + 1) & ~1
      let x = fround(theta - octant * QUARTER_PI_1)
      x = fround(x - octant * QUARTER_PI_2)
      x = fround(x - octant * QUARTER_PI_3)
      const z = fround(x * x)
      let cos = fround(COS_0 * z + COS_1)
      cos = fround(fround(cos * z + COS_2) * z)
      cos = fround(fround(cos * z - fround(z * 0.5)) + 1)
      let sin = fround(SIN_0 * z + SIN_1)
      sin = fround(fround(sin * z + SIN_2) * z)
      sin = fround(sin * x + x)

      // and turned back by that multiple; torch adds a mean of 0, which leaves no -0
      const turns = octant >> 1
      normals[at + j] = radius * (cos * COS_OF_TURN[turns] - sin * SIN_OF_TURN[turns]) + 0
      normals[at + j + 8] = radius * (sin * COS_OF_TURN[turns] + cos * SIN_OF_TURN[turns]) + 0
    }
  }
}

/** ln(m / 2^24) in single precision, for a whole number m from 1 to 2^24. */
function logOf24Bits(m: number): number {
  const e = 31 - clz32(m * BY_ROOT_OF_HALF)
  const x = m * POWERS[e] - 1
  const z = fround(x * x)
  let y = fround(LOG_0 * x + LOG_1)
  y = fround(y * x + LOG_2)
  y = fround(y * x + LOG_3)
  y = fround(y * x + LOG_4)
  y = fround(y * x + LOG_5)
  y = fround(y * x + LOG_6)
  y = fround(y * x + LOG_7)
  y = fround(y * x + LOG_8)
  y = fround(y * x)
  y = fround(y * z + fround((e - 24) * LN2_LOW))
  y = fround(y - z * 0.5)
  return fround(fround(x + y) + (e - 24) * LN2_HIGH)
}
