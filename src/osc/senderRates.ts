import { Allowance } from './allowance.ts'

/** What is read: a hundred channels at 60 frames a second stay below. */
const PER_SECOND = 10_000
/** … of one machine, so that one that has gone mad leaves room for the others. */
const PER_SENDER = 7_000
/** A larger packet counts as several. */
const BYTES = 256
const MAX_SENDERS = 64

/** How much is read from everybody, and from each. What is more is not even looked at. */
export class SenderRates {
  readonly #all: Allowance
  readonly #each = new Map<string, Allowance>()
  readonly #now: () => number

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now
    this.#all = new Allowance(PER_SECOND, now)
  }

  /** Whether a packet of so many bytes may be read. */
  take(sender: string, bytes: number): boolean {
    const cost = Math.ceil(Math.max(1, bytes) / BYTES)
    return this.#of(sender).take(cost) && this.#all.take(cost)
  }

  /** What a packet turned out to hold besides its first message. */
  charge(sender: string, messages: number): void {
    this.#of(sender).charge(Math.max(0, messages - 1))
    this.#all.charge(Math.max(0, messages - 1))
  }

  #of(sender: string): Allowance {
    const known = this.#each.get(sender)
    if (known) return known
    const [oldest] = this.#each.keys()
    if (this.#each.size >= MAX_SENDERS && oldest !== undefined) this.#each.delete(oldest)
    const fresh = new Allowance(PER_SENDER, this.#now)
    this.#each.set(sender, fresh)
    return fresh
  }
}
