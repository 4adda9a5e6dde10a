import type { Clock } from '#flow/clock.ts'
import type { PastPrompt } from './desk.ts'

const MAX_PROMPTS = 100

/** The prompts that were set, newest first, each text once. */
export class PromptHistory {
  readonly #clock: Clock
  #all: readonly PastPrompt[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A new list after every prompt. */
  get all(): readonly PastPrompt[] {
    return this.#all
  }

  add(text: string, by: string): void {
    // a fader that sends the same prompt with every move
    if (text === '' || this.#all[0]?.text === text) return
    const others = this.#all.filter((past) => past.text !== text)
    this.#all = [{ text, atMs: this.#clock.wallMs(), by }, ...others].slice(0, MAX_PROMPTS)
  }
}
