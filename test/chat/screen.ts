const ESCAPE = String.fromCharCode(27)

/** What a terminal shows that gets these characters: the sequences that readline and our own words use. */
export class Screen {
  readonly #columns: number
  readonly #lines: string[][] = [[]]
  #row = 0
  #column = 0
  /** A sequence whose end is on its way. */
  #rest = ''
  /** Sequences that a calm program has no use for. */
  readonly strange: string[] = []

  constructor(columns: number) {
    this.#columns = columns
  }

  /** The lines from the first to the last, without spaces at their ends. */
  get lines(): string[] {
    return this.#lines.map((line) =>
      Array.from(line, (each) => each ?? ' ')
        .join('')
        .trimEnd(),
    )
  }

  /** The line that the cursor is in, and what was wrapped into it. */
  get last(): string {
    return this.lines.findLast((line) => line !== '') ?? ''
  }

  write(text: string): void {
    const [plain = '', ...sequences] = (this.#rest + text).split(ESCAPE)
    this.#rest = ''
    this.#putAll(plain)
    sequences.forEach((sequence, i) => {
      const [whole, digits = '', kind = ''] = /^\[([\d;?]*)([A-Za-z])/.exec(sequence) ?? []
      if (whole !== undefined) {
        this.#control(digits, kind)
        this.#putAll(sequence.slice(whole.length))
      } else if (i === sequences.length - 1) this.#rest = ESCAPE + sequence
      else this.strange.push(sequence)
    })
  }

  #putAll(text: string): void {
    for (const character of text) {
      if (character === '\n') this.#go(this.#row + 1)
      else if (character === '\r') this.#column = 0
      else if (character < ' ') this.strange.push(character)
      else this.#put(character)
    }
  }

  #control(digits: string, kind: string): void {
    const count = Number(digits) || 1
    if (kind === 'A') this.#go(Math.max(0, this.#row - count))
    else if (kind === 'B') this.#go(this.#row + count)
    else if (kind === 'C') this.#column += count
    else if (kind === 'D') this.#column -= count
    else if (kind === 'G') this.#column = count - 1
    else if (kind === 'K') this.#line().splice(this.#column)
    else if (kind === 'J') this.#clearBelow()
    else if (kind !== 'm') this.strange.push(`${digits}${kind}`)
  }

  #put(character: string): void {
    if (this.#column >= this.#columns) {
      this.#go(this.#row + 1)
      this.#column = 0
    }
    this.#line()[this.#column++] = character
  }

  #clearBelow(): void {
    this.#line().splice(this.#column)
    this.#lines.splice(this.#row + 1)
  }

  #go(row: number): void {
    this.#row = row
    while (this.#lines.length <= row) this.#lines.push([])
  }

  #line(): string[] {
    return this.#lines[this.#row] as string[]
  }
}
