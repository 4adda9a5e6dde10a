import type { Clock } from '#flow/clock.ts'

/** Keeps groups of things until their moment has come. */
export class Appointments<T> {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #capacity: number
  readonly #onDue: (items: readonly T[], mono: number) => void
  #waiting: { readonly mono: number; readonly items: readonly T[] }[] = []

  /** @param capacity how many things may wait @param onDue called once for each group, in the order of their moments */
  constructor(options: {
    clock: Clock
    signal: AbortSignal
    capacity: number
    onDue: (items: readonly T[], mono: number) => void
  }) {
    this.#clock = options.clock
    this.#signal = options.signal
    this.#capacity = options.capacity
    this.#onDue = options.onDue
  }

  get size(): number {
    return this.#waiting.reduce((sum, { items }) => sum + items.length, 0)
  }

  /** @param mono the moment, on the monotonic clock @returns false if too many wait already; then nothing is kept */
  add(items: readonly T[], mono: number): boolean {
    if (this.size + items.length > this.#capacity) return false
    const place = this.#waiting.findLastIndex((other) => other.mono <= mono) + 1
    this.#waiting = this.#waiting.toSpliced(place, 0, { mono, items })
    void this.#clock.until(mono, this.#signal).then(() => this.#keep())
    return true
  }

  #keep(): void {
    if (this.#signal.aborted) {
      this.#waiting = []
      return
    }
    const now = this.#clock.now()
    const due = this.#waiting.filter(({ mono }) => mono <= now)
    this.#waiting = this.#waiting.filter(({ mono }) => mono > now)
    for (const { items, mono } of due) this.#onDue(items, mono)
  }
}
