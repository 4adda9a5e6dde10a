/** Enough to see what led to something. */
const LINES = 100
const MAX_LENGTH = 2000

/** The last lines of a log. */
export class LogTail {
  readonly #lines: string[] = []

  add(line: string): void {
    this.#lines.push(line.slice(0, MAX_LENGTH).trimEnd())
    if (this.#lines.length > LINES) this.#lines.shift()
  }

  /** Oldest first. */
  get lines(): readonly string[] {
    return [...this.#lines]
  }
}
