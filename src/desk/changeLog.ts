import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { sentence } from './shown.ts'

const COLLECT_MS = 500
/** More doors than anybody plays at once; addresses can be made up. */
const MAX_DOORS = 20

/** Tells the log what was changed, and by whom: one line for what a door does within half a second. */
export class ChangeLog implements AsyncDisposable {
  readonly #clock: Clock
  readonly #log: Log
  readonly #closing = new AbortController()
  readonly #bursts = new Map<string, Map<string, string>>()
  #telling: Promise<void> | undefined

  constructor({ clock, log }: { clock: Clock; log: Log }) {
    this.#clock = clock
    this.#log = log
  }

  /** @param phrases what was done, by what it was done to; a later phrase takes the place of an earlier one */
  add(by: string, phrases: ReadonlyMap<string, string>): void {
    if (!this.#bursts.has(by) && this.#bursts.size >= MAX_DOORS) this.#tell()
    const burst = this.#bursts.get(by) ?? new Map<string, string>()
    for (const [what, phrase] of phrases) burst.set(what, phrase)
    this.#bursts.set(by, burst)
    this.#telling ??= this.#tellSoon()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#telling
  }

  async #tellSoon(): Promise<void> {
    await this.#clock.until(this.#clock.now() + COLLECT_MS, this.#closing.signal)
    this.#telling = undefined
    this.#tell()
  }

  #tell(): void {
    for (const [by, burst] of this.#bursts) {
      this.#log.info(`${by}: ${sentence([...burst.values()])}`, { by, changed: [...burst.keys()] })
    }
    this.#bursts.clear()
  }
}
