import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import { Channel } from '#flow/channel.ts'
import type { Completion } from './completion.ts'
import { HISTORY_LINES } from './history.ts'

export type TerminalOptions = {
  readonly input: ReadStream
  readonly output: WriteStream
  /** Earlier lines, newest first. */
  readonly history: readonly string[]
  readonly complete: (line: string) => Completion
  /** Told when the person there has ended it: with Ctrl-C, Ctrl-D or by closing the window. */
  readonly onClose: () => void
}

type Style = 'plain' | 'error' | 'news'

/** What somebody pastes at once fits in; more than that is not meant to be typed. */
const MOST_PASTED = 1000
const FORMATS = { error: 'red', news: 'dim' } as const

/** A terminal where lines are typed while others are being answered: what is said appears above the line that is typed. */
export class Terminal implements AsyncDisposable {
  /** What is typed, until Ctrl-C, Ctrl-D or `close`. */
  readonly lines: AsyncIterable<string>
  readonly #output: WriteStream
  readonly #readline: Interface & { prevRows?: number }
  readonly #typed: Channel<string>
  #isOpen = true
  readonly #onClose: () => void
  #isPrompting = false
  #tooMany = 0

  constructor({ input, output, history, complete, onClose }: TerminalOptions) {
    this.#output = output
    this.#onClose = onClose
    this.#typed = new Channel({ capacity: MOST_PASTED, onFull: 'drop-newest', onDrop: () => this.#tooMany++ })
    this.lines = this.#typed
    const completer = (line: string) => complete(line)
    const keeping = { historySize: HISTORY_LINES, history: [...history], removeHistoryDuplicates: true }
    this.#readline = createInterface({ input, output, terminal: true, prompt: '> ', completer, ...keeping })
    this.#readline.on('line', (line) => this.#onLine(line))
    this.#readline.on('SIGINT', () => this.close())
    this.#readline.on('close', () => this.close())
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get columns(): number {
    return this.#output.columns || 80
  }

  /** Asks for the next line; what has been typed already stays. */
  ask(): void {
    if (!this.#isOpen) return
    this.#isPrompting = true
    this.#readline.prompt(true)
  }

  /** Writes lines above the one that is being typed. */
  say(lines: readonly string[], style: Style = 'plain'): void {
    if (!this.#isOpen || lines.length === 0) return
    const { rows } = this.#readline.getCursorPos()
    moveCursor(this.#output, 0, -rows)
    cursorTo(this.#output, 0)
    clearScreenDown(this.#output)
    this.#output.write(lines.map((line) => `${this.#styled(line, style)}\n`).join(''))
    if (!this.#isPrompting && this.#readline.line === '') return
    // what readline remembers of where its line began has been cleared
    this.#readline.prevRows = 0
    this.#readline.prompt(true)
  }

  /** Ends the lines and leaves the terminal as it was. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#typed.close()
    this.#readline.close()
    if (this.#isPrompting) this.#output.write('\n')
    this.#onClose()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#typed.return()
  }

  #onLine(line: string): void {
    this.#isPrompting = false
    void this.#typed.send(line)
    if (this.#tooMany === 0) return
    this.say([`Too many lines at once: ${this.#tooMany} left out.`], 'error')
    this.#tooMany = 0
  }

  /** Colours only where a person wants them: on a terminal, and without NO_COLOR. */
  #styled(line: string, style: Style): string {
    if (style === 'plain') return line
    return styleText(FORMATS[style], line, { stream: this.#output, validateStream: true })
  }
}
