import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'

const MAX_NAMES = 1000

/** What a source turns away: counted every time, named in the log once. */
export class Refusals {
  readonly #log: Log
  readonly #drops: Drops
  readonly #named = new Set<string>()

  constructor({ log, drops }: { readonly log: Log; readonly drops: Drops }) {
    this.#log = log
    this.#drops = drops
  }

  /**
   * @param name   what it is, the start of a sentence: a path, `A picture from camera 0`
   * @param reason the rest of it: `is truncated`
   */
  add(name: string, reason: string): void {
    this.#drops.count('source', causeOf(reason))
    const sentence = `${name} ${reason}; skipped.`
    // a folder of a million broken files must not fill the memory with their names
    if (this.#named.has(sentence) || this.#named.size >= MAX_NAMES) return
    this.#named.add(sentence)
    this.#log.warn(sentence, { place: 'source', cause: causeOf(reason) })
  }
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/message/, 'malformed message'],
  [/empty/, 'empty picture'],
  [/truncated/, 'truncated picture'],
  [/more than|claims|larger/, 'picture too large'],
  [/colour components/, 'CMYK or unknown colours'],
  [/not a|neither/, 'not a picture'],
  [/cannot be read/, 'unreadable file'],
]

/** Counters want few, fixed phrases, sentences want the values. */
function causeOf(reason: string): string {
  return CAUSES.find(([pattern]) => pattern.test(reason))?.[1] ?? 'damaged picture'
}
