import type { Letter } from './inbox.ts'

/** A button that is held down by a program which says so in every frame, at 10 frames a second and more. */
const HELD_MS = 100
/** A fader that nobody moves, told again and again: so often, with no longer pauses than this. */
const STREAM_LENGTH = 4
const STREAM_MS = 250
const MAX_REMEMBERED = 500
const MAX_TEXT = 5000

type Said = { readonly what: string; readonly mono: number; readonly times: number }

/**
 * Knows who says the same thing again and again. Some programs send every channel in every frame: a button that is held is
 * pressed once, and a fader that nobody moves must not fight with those that are moved elsewhere.
 */
export class Repeats {
  readonly #last = new Map<string, Said>()

  /** Whether a letter only says again what its sender has just said. @param mono the moment that it is meant for */
  has({ sender, name, args, place }: Letter, mono: number): boolean {
    const what = JSON.stringify(args)
    // a message without a value is one press of a button
    if (args.length === 0 || what.length > MAX_TEXT) return false
    const isValue = place !== undefined
    const said = this.#remember(`${sender} ${name}`, { what, mono, times: 1 }, isValue ? STREAM_MS : HELD_MS)
    return said.times > (isValue ? STREAM_LENGTH : 1)
  }

  #remember(key: string, fresh: Said, patienceMs: number): Said {
    const last = this.#last.get(key)
    const isAgain = last?.what === fresh.what && Math.abs(fresh.mono - last.mono) < patienceMs
    const said = isAgain ? { ...fresh, times: last.times + 1 } : fresh
    this.#last.delete(key)
    this.#last.set(key, said)
    const [oldest] = this.#last.keys()
    if (this.#last.size > MAX_REMEMBERED && oldest !== undefined) this.#last.delete(oldest)
    return said
  }
}
