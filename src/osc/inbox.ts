import type { OscMessage } from './oscMessage.ts'

/** A message with the command that it means, and who sent it. */
export type Letter = {
  readonly name: string
  readonly args: OscMessage['args']
  readonly sender: string
  /** Among letters of the same place only the newest counts. */
  readonly place: string | undefined
}

/** Letters that wait to be carried out, in their order. A new value takes the place of an older one of the same name. */
export class Inbox {
  readonly #capacity: number
  readonly #onDrop: (why: 'newer value came' | 'too much waits') => void
  readonly #letters = new Map<string, Letter>()
  #section = 0

  constructor({
    capacity,
    onDrop,
  }: { capacity: number; onDrop: (why: 'newer value came' | 'too much waits') => void }) {
    this.#capacity = capacity
    this.#onDrop = onDrop
  }

  get size(): number {
    return this.#letters.size
  }

  /** Puts a letter behind all others. If there are too many, the oldest is dropped. */
  put(letter: Letter): void {
    // what was set before a button was pressed must not be replaced by what is set after it
    if (letter.place === undefined) this.#section++
    const key = `${this.#section} ${letter.place ?? ''}`
    if (this.#letters.delete(key)) this.#onDrop('newer value came')
    this.#letters.set(key, letter)
    if (this.#letters.size <= this.#capacity) return
    this.take()
    this.#onDrop('too much waits')
  }

  /** The oldest letter, no longer in the box. */
  take(): Letter | undefined {
    const [first] = this.#letters
    if (!first) return undefined
    this.#letters.delete(first[0])
    return first[1]
  }
}
