/** Which of two changes came first, when the earlier one had to wait: a newer one that has been made meanwhile counts. */
export class Turns {
  readonly #last = new Map<string, number>()
  #count = 0

  /** The number of a change, taken when it arrives. */
  take(): number {
    return ++this.#count
  }

  /** Notes that a change has been made to some things. */
  made(turn: number, things: Iterable<string>): void {
    for (const thing of things) this.#last.set(thing, Math.max(turn, this.#last.get(thing) ?? 0))
  }

  /** Whether a change that came later has been made to a thing already. */
  isOvertaken(turn: number, thing: string): boolean {
    return (this.#last.get(thing) ?? 0) > turn
  }
}
