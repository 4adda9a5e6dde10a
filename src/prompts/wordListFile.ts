import { readFile, stat } from 'node:fs/promises'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Log } from '#telemetry/log.ts'
import { ServiceCondition } from './serviceCondition.ts'
import { readWordList, type WordList } from './wordList.ts'

const MAX_BYTES = 1024 * 1024

/** Opens the file of words. @throws OperatorError SAFETY_UNUSABLE if it cannot be read */
export async function openWordListFile(path: string, log: Log): Promise<WordListFile> {
  const file = new WordListFile(path, log)
  await file.open()
  return file
}

/** A list of words that may be edited while the show runs. What cannot be read any more is still held to. */
export class WordListFile {
  readonly #path: string
  readonly #log: Log
  readonly #condition: ServiceCondition
  #list: WordList = readWordList('')
  #stamp = ''

  constructor(path: string, log: Log) {
    this.#path = path
    this.#log = log
    this.#condition = new ServiceCondition('The list of words', log)
  }

  get problem(): string | undefined {
    return this.#condition.problem
  }

  async open(): Promise<void> {
    try {
      await this.#readIfChanged()
    } catch (error) {
      const what = `The list of words ${this.#path} cannot be read: ${reasonOf(error)}.`
      throw new OperatorError('SAFETY_UNUSABLE', what, 'Check the file and --safety-words.', { cause: error })
    }
  }

  /** The first entry that one of some texts has, by the file as it is now. */
  async find(texts: readonly string[]): Promise<string | undefined> {
    try {
      await this.#readIfChanged()
      this.#condition.succeed()
    } catch (error) {
      this.#condition.fail(`${this.#path}: ${reasonOf(error)}; the words from before hold`)
    }
    return texts.map((text) => this.#list.find(text)).find((entry) => entry !== undefined)
  }

  async #readIfChanged(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(this.#path)
    const stamp = `${mtimeMs} ${size} ${ino}`
    if (stamp === this.#stamp) return
    if (size > MAX_BYTES) throw new Error(`larger than ${MAX_BYTES} bytes`)
    const list = readWordList(await readFile(this.#path, 'utf8'))
    // an editor may be in the middle of saving; to have no list any more, leave out the option
    if (list.size === 0 && this.#list.size > 0) throw new Error('it has become empty')
    this.#list = list
    this.#stamp = stamp
    this.#log.info(`${this.#path}: ${list.size} ${list.size === 1 ? 'entry' : 'entries'} that no prompt may have.`)
  }
}
