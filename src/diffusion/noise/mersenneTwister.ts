const SIZE = 624
const MIDDLE = 397

/**
 * MT19937, the source of torch's random numbers on the CPU.
 * @see Matsumoto and Nishimura 1998, https://doi.org/10.1145/272991.272995; torch `at::mt19937`
 */
export class MersenneTwister {
  readonly #state = new Int32Array(SIZE)
  #used = SIZE

  /** @param seed of which the low 32 bits count, as in torch */
  constructor(seed: number) {
    const state = this.#state
    state[0] = seed
    for (let i = 1; i < SIZE; i++) {
      const before = state[i - 1]
      state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i
    }
  }

  /** The next 32 bits, as an unsigned number. */
  next(): number {
    if (this.#used === SIZE) this.#twist()
    return tempered(this.#state[this.#used++]) >>> 0
  }

  /** Writes the low bits of the next `count` numbers, one to a place, from the start of `numbers`. */
  take(numbers: Int32Array, count: number, mask: number): void {
    const state = this.#state
    for (let taken = 0; taken < count; ) {
      if (this.#used === SIZE) this.#twist()
      const from = this.#used - taken
      const until = Math.min(count, taken + SIZE - this.#used)
      for (; taken < until; taken++) numbers[taken] = tempered(state[from + taken]) & mask
      this.#used = from + taken
    }
  }

  /** Passes over the next `count` numbers. */
  passOver(count: number): void {
    let left = count
    while (left > SIZE - this.#used) {
      left -= SIZE - this.#used
      this.#twist()
    }
    this.#used += left
  }

  #twist(): void {
    const state = this.#state
    const last = SIZE - 1
    for (let i = 0; i < SIZE - MIDDLE; i++) state[i] = state[i + MIDDLE] ^ mixed(state[i], state[i + 1])
    for (let i = SIZE - MIDDLE; i < last; i++) state[i] = state[i + MIDDLE - SIZE] ^ mixed(state[i], state[i + 1])
    state[last] = state[MIDDLE - 1] ^ mixed(state[last], state[0])
    this.#used = 0
  }
}

/** The top bit of one word and the rest of the next, times the matrix of the recurrence. */
function mixed(high: number, low: number): number {
  const word = (high & 0x80000000) | (low & 0x7fffffff)
  return (word >>> 1) ^ (-(word & 1) & 0x9908b0df)
}

function tempered(word: number): number {
  let y = word
  y ^= y >>> 11
  y ^= (y << 7) & 0x9d2c5680
  y ^= (y << 15) & 0xefc60000
  return y ^ (y >>> 18)
}
