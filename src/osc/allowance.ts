/** So much a second, with some saved up at most. */
export class Allowance {
  readonly #perSecond: number
  readonly #most: number
  readonly #now: () => number
  #left: number
  #refilled: number

  /** @param now monotonic milliseconds @param most what can be saved up; left out: one second's worth */
  constructor(perSecond: number, now: () => number, most = perSecond) {
    this.#perSecond = perSecond
    this.#most = most
    this.#now = now
    this.#left = most
    this.#refilled = now()
  }

  /** Takes `n` if there is any left, if need be on credit: a costly thing is let through and paid for by later ones. */
  take(n = 1): boolean {
    this.#refill()
    if (this.#left <= 0) return false
    this.#left -= n
    return true
  }

  /** Takes `n`, left or not. */
  charge(n: number): void {
    this.#left -= n
  }

  /** Milliseconds until something is left. */
  get waitMs(): number {
    this.#refill()
    return this.#left > 0 ? 0 : ((1 - this.#left) / this.#perSecond) * 1000
  }

  #refill(): void {
    const now = this.#now()
    this.#left = Math.min(this.#most, this.#left + ((now - this.#refilled) / 1000) * this.#perSecond)
    this.#refilled = now
  }
}
