import { appendFile, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reasonOf } from '#errors/operatorError.ts'
import { plainLine } from '#remote/plainLine.ts'

/** So many lines are kept, in the file and in memory. */
export const HISTORY_LINES = 1000
/** What prompts may say is nobody else's business. */
const PRIVATE = 0o600

/** Lines that were typed, kept from run to run. */
export class History {
  readonly #path: string
  readonly #onTrouble: (sentence: string) => void
  #isUsable = true

  /** @param onTrouble told once, if the file cannot be read or written; the chat works without */
  constructor(path: string, onTrouble: (sentence: string) => void) {
    this.#path = path
    this.#onTrouble = onTrouble
  }

  /** The lines of earlier runs, newest first. A file that has grown long is made short. */
  async load(): Promise<string[]> {
    const lines = (await this.#attempt(() => this.#read())) ?? []
    return lines.slice(-HISTORY_LINES).reverse()
  }

  /** Keeps a line. Other chats may do the same at the same time: each only adds to the end. */
  async add(line: string): Promise<void> {
    const kept = plainLine(line)
    if (kept !== '') await this.#attempt(() => appendFile(this.#path, `${kept}\n`, { mode: PRIVATE }))
  }

  async #read(): Promise<string[]> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    const text = await readFile(this.#path, 'utf8').catch(nothingYet)
    const lines = text
      .split('\n')
      .map(plainLine)
      .filter((line) => line !== '')
    if (lines.length > HISTORY_LINES) await this.#shorten(lines.slice(-HISTORY_LINES))
    else if (lines.length > 0) await chmod(this.#path, PRIVATE)
    return lines
  }

  async #shorten(lines: readonly string[]): Promise<void> {
    const draft = `${this.#path}.${process.pid}`
    await writeFile(draft, `${lines.join('\n')}\n`, { mode: PRIVATE })
    await rename(draft, this.#path)
  }

  async #attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (!this.#isUsable) return undefined
    try {
      return await act()
    } catch (error) {
      this.#isUsable = false
      this.#onTrouble(plainLine(`Lines are not kept for the next time: ${reasonOf(error)}`))
      return undefined
    }
  }
}

function nothingYet(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') throw error
  return ''
}
