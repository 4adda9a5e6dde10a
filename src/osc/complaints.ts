import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import { Allowance } from './allowance.ts'

/** Lines a second that complain about what comes by OSC. A fader that is named wrong sends hundreds of messages a second. */
const LINES_PER_SECOND = 1
const LINES_AT_ONCE = 5
/** The same is not said again for so long. */
const SILENCE_MS = 10_000
const MAX_REMEMBERED = 100

/** Counts all that is left out and says it calmly. */
export class Complaints {
  readonly #log: Log
  readonly #drops: Drops
  readonly #now: () => number
  readonly #lines: Allowance
  readonly #said = new Map<string, number>()
  #unsaid = 0

  constructor({ log, drops, now }: { log: Log; drops: Drops; now: () => number }) {
    this.#log = log
    this.#drops = drops
    this.#now = now
    this.#lines = new Allowance(LINES_PER_SECOND, now, LINES_AT_ONCE)
  }

  /** @param what a short, fixed phrase @param sentence made only if it is said: finding the words may take long */
  count(what: string, sentence: () => string, n = 1): void {
    this.#drops.count('osc', what, n)
    this.say(sentence)
  }

  /** Counts without a word. */
  countQuietly(what: string, n = 1): void {
    this.#drops.count('osc', what, n)
  }

  /** Says something without counting. */
  say(sentence: () => string): void {
    if (!this.#lines.take()) {
      this.#unsaid++
      return
    }
    const line = sentence()
    if (this.#wasSaid(line)) {
      this.#unsaid++
      return
    }
    this.#log.warn(this.#unsaid > 0 ? `${line} (${this.#unsaid} more complaints about OSC not written)` : line)
    this.#unsaid = 0
  }

  #wasSaid(line: string): boolean {
    const now = this.#now()
    for (const [said, at] of this.#said) if (now - at >= SILENCE_MS) this.#said.delete(said)
    if (this.#said.has(line) || this.#said.size >= MAX_REMEMBERED) return true
    this.#said.set(line, now)
    return false
  }
}
