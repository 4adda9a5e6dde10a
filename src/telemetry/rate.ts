/** Events per second over the last three seconds, counted in slots of a quarter of a second. */
export class Rate {
  readonly #slots = new Float64Array(SLOTS)
  #slot = 0

  /** @param now monotonic ms, not running backwards */
  count(now: number, n = 1): void {
    this.#moveTo(now)
    this.#slots[this.#slot % SLOTS] += n
  }

  perSecond(now: number): number {
    this.#moveTo(now)
    let sum = 0
    // the slot that is being filled would make the rate too low
    for (let i = 1; i < SLOTS; i++) sum += this.#slots[(this.#slot + i) % SLOTS]
    return sum / (((SLOTS - 1) * SLOT_MS) / 1000)
  }

  #moveTo(now: number): void {
    const slot = Math.floor(now / SLOT_MS)
    for (let s = Math.max(this.#slot + 1, slot - SLOTS + 1); s <= slot; s++) this.#slots[s % SLOTS] = 0
    this.#slot = Math.max(this.#slot, slot)
  }
}

const SLOT_MS = 250
const SLOTS = 13
