import { MersenneTwister } from './noise/mersenneTwister.ts'
import { MASK_11_BITS, normalsFrom11Bits } from './noise/normalsFrom11Bits.ts'
import { MASK_24_BITS, normalsFrom24Bits } from './noise/normalsFrom24Bits.ts'

/** The type of the latents that the noise is for; torch draws other numbers for each. */
export type NoisePrecision = 'float32' | 'float16'

// torch transforms this many at a time; fewer are drawn one by one
const BLOCK = 16
// a few blocks of the twister, so that the numbers stay in the fastest cache
const CHUNK = 4 * 624

/**
 * torch's random generator on the CPU: the same seed and the same draws give the same noise as `torch.randn(…, generator)`.
 * It remembers where it stands, so the order and the sizes of the draws count.
 *
 * float32 is equal to the last bit to torch on x86 with AVX2 (for fewer than 16 values: to the rounding of sine and
 * logarithm), float16 everywhere.
 *
 * @see torch `CPUGeneratorImpl`, `normal_fill`, `normal_distribution`; Box and Muller 1958
 */
export class TorchGenerator {
  readonly #twister: MersenneTwister
  readonly #uniforms = new Int32Array(CHUNK)
  /** The sine partner of the last normal that was drawn singly. */
  #partner: number | undefined

  /**
   * @param seed a whole number; the low 32 bits count. A negative one stands for its two's complement.
   * @throws RangeError if the seed is not whole, or a number too large to be exact
   */
  constructor(seed: number | bigint) {
    if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
      throw new RangeError(`The seed ${seed} is not a whole number below 2^53; give a larger one as a bigint.`)
    }
    this.#twister = new MersenneTwister(Number(BigInt.asIntN(32, BigInt(seed))))
  }

  /**
   * @param count     number of values, the product of the tensor's shape
   * @param precision float16 gives values that a half can hold
   * @returns         a new array, normally distributed around 0 with a variance of 1
   * @throws RangeError if `count` is negative or not whole
   */
  randn(count: number, precision: NoisePrecision): Float32Array {
    assertCount(count)
    const normals = new Float32Array(count)
    if (count < BLOCK) this.#drawSingly(normals, precision)
    else this.#drawBlocks(normals, precision)
    return normals
  }

  /** Leaves the generator where `randn(count, precision)` would. */
  passOver(count: number, precision: NoisePrecision): void {
    assertCount(count)
    if (count < BLOCK) this.#drawSingly(new Float32Array(count), precision)
    else this.#twister.passOver(count % BLOCK === 0 ? count : count + BLOCK)
  }

  #drawBlocks(normals: Float32Array, precision: NoisePrecision): void {
    const rest = normals.length % BLOCK
    const whole = normals.length - rest
    for (let at = 0; at < whole; at += CHUNK) this.#fill(normals, at, Math.min(CHUNK, whole - at), precision)
    if (rest === 0) return
    // the last 16 are drawn afresh, over what is there
    this.#twister.passOver(rest)
    this.#fill(normals, normals.length - BLOCK, BLOCK, precision)
  }

  #fill(normals: Float32Array, at: number, count: number, precision: NoisePrecision): void {
    const uniforms = this.#uniforms
    this.#twister.take(uniforms, count, precision === 'float16' ? MASK_11_BITS : MASK_24_BITS)
    if (precision === 'float16') normalsFrom11Bits(uniforms, count, normals, at)
    else normalsFrom24Bits(uniforms, count, normals, at)
  }

  #drawSingly(normals: Float32Array, precision: NoisePrecision): void {
    for (let i = 0; i < normals.length; i++) {
      const normal = this.#drawOne()
      normals[i] = precision === 'float16' ? Math.f16round(Math.fround(normal)) : normal
    }
  }

  #drawOne(): number {
    const partner = this.#partner
    this.#partner = undefined
    if (partner !== undefined) return partner
    const theta = 2 * Math.PI * this.#uniform()
    const radius = Math.sqrt(-2 * Math.log1p(-this.#uniform()))
    this.#partner = radius * Math.sin(theta)
    return radius * Math.cos(theta)
  }

  /** 53 bits of two draws, from 0 to below 1. */
  #uniform(): number {
    const high = this.#twister.next() & 0x1fffff
    return (high * 2 ** 32 + this.#twister.next()) * 2 ** -53
  }
}

function assertCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a number of values`)
}
