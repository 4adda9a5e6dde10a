/** Waiting times that double from `firstMs` up to `maxMs`; `reset()` after a success. */
export class Backoff {
  readonly #firstMs: number
  readonly #maxMs: number
  #nextMs: number

  constructor({ firstMs, maxMs }: { firstMs: number; maxMs: number }) {
    this.#firstMs = firstMs
    this.#maxMs = maxMs
    this.#nextMs = firstMs
  }

  /** The time to wait before the next attempt, in ms. */
  next(): number {
    const ms = this.#nextMs
    this.#nextMs = Math.min(ms * 2, this.#maxMs)
    return ms
  }

  reset(): void {
    this.#nextMs = this.#firstMs
  }
}
