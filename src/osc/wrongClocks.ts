/** So many bundles in a row that are for the far future: nobody plans like that, the clock is wrong. */
const IN_A_ROW = 5
const MAX_SENDERS = 64

/** Knows whose clock is wrong. Some programs put a time on everything they send, and a clock may be set to anything. */
export class WrongClocks {
  readonly #inARow = new Map<string, number>()

  /** Takes note of a bundle. @param isFarAhead it is for a moment that nobody can mean @returns whether the sender's clock is wrong */
  has(sender: string, isFarAhead: boolean): boolean {
    const inARow = isFarAhead ? (this.#inARow.get(sender) ?? 0) + 1 : 0
    this.#inARow.delete(sender)
    if (inARow === 0) return false
    this.#inARow.set(sender, Math.min(inARow, IN_A_ROW + 1))
    const [oldest] = this.#inARow.keys()
    if (this.#inARow.size > MAX_SENDERS && oldest !== undefined) this.#inARow.delete(oldest)
    return inARow > IN_A_ROW
  }
}
