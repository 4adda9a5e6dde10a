import { isDeepStrictEqual } from 'node:util'
import { nearest } from '#errors/nearest.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { checkedCue } from './checkedCue.ts'
import type { Cue, CueBook } from './cue.ts'
import { textOf } from './cueDocument.ts'
import { assertReadsAs, withCue, withoutCue, written } from './cueEdits.ts'
import { type CueFile, readCues } from './cueFile.ts'
import { plainCueName } from './cueName.ts'
import { type FileText, readText, replaceText, stampOf } from './fileText.ts'
import { shortened } from './shown.ts'

export type CueBookOptions = {
  /** The file; if it is missing it is made, with its folder, when the first cue is saved. */
  readonly path: string
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
}

const LOOK_EVERY_MS = 500
const MAX_BYTES = 1_000_000
/** How often a save begins again because somebody else has written the file meanwhile. */
const MAX_TRIES = 5
const MAX_WAITING = 20

/** Opens a file of cues. A file that is wrong is a book without cues that says why, so that the show can begin. */
export async function openCueBook(options: CueBookOptions): Promise<CueBook> {
  const book = new FileCueBook(options)
  await book.open()
  return book
}

class FileCueBook implements CueBook {
  readonly path: string
  readonly #options: CueBookOptions
  readonly #listeners = new Set<() => void>()
  readonly #closing = new AbortController()
  #all: readonly Cue[] = []
  #problem: string | undefined
  #taken = ''
  #waiting = 0
  #turn: Promise<unknown> = Promise.resolve()
  #watching: Promise<void> = Promise.resolve()

  constructor(options: CueBookOptions) {
    this.path = options.path
    this.#options = options
  }

  get all(): readonly Cue[] {
    return this.#all
  }

  get problem(): string | undefined {
    return this.#problem
  }

  async open(): Promise<void> {
    await this.#read(await this.#stamp())
    this.#watching = this.#watch(AbortSignal.any([this.#options.signal, this.#closing.signal]))
  }

  find(name: string): Cue {
    const plain = plainCueName(name)
    const found =
      this.#all.find((cue) => cue.name === name.trim()) ?? this.#all.find((cue) => plainCueName(cue.name) === plain)
    if (!found) throw unknownCue(name, this.#all)
    return found
  }

  async save(cue: Cue): Promise<void> {
    const checked = checkedCue(cue)
    await this.#inTurn(async () => {
      await this.#rewrite((file) => withCue(file, checked))
      this.#options.log.info(`The cue ${checked.name} is saved in ${this.path}.`)
    })
  }

  async remove(name: string): Promise<void> {
    await this.#inTurn(async () => {
      const { name: spelled } = this.find(name)
      await this.#rewrite((file) => withoutCue(file, spelled))
      this.#options.log.info(`The cue ${spelled} is removed from ${this.path}.`)
    })
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#watching
    await this.#turn
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options
    for (let seen = this.#taken; !signal.aborted; ) {
      await clock.until(clock.now() + LOOK_EVERY_MS, signal)
      if (signal.aborted) return
      const stamp = await this.#stamp()
      // an editor may be in the middle of it: what is taken has stood still from one look to the next
      if (stamp !== this.#taken && stamp === seen) await this.#afterOthers(() => this.#read(stamp))
      seen = stamp
    }
  }

  async #stamp(): Promise<string> {
    try {
      return await stampOf(this.path)
    } catch (error) {
      return `unreadable ${reasonOf(error)}`
    }
  }

  async #read(stamp: string): Promise<void> {
    this.#taken = stamp
    try {
      const file = await this.#onDisk()
      if (file) this.#taken = file.stamp
      this.#publish(file ? readCues(file.text, this.path).cues : this.#all, file ? undefined : this.#goneProblem())
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error
      this.#publish(this.#all, `${error.message} ${error.remedy}`)
    }
  }

  async #onDisk(): Promise<FileText | undefined> {
    try {
      return await readText(this.path, MAX_BYTES)
    } catch (error) {
      const what = `${this.path} cannot be read: ${reasonOf(error)}.`
      throw new OperatorError('CUES_UNREADABLE', what, 'Check the file and its permissions.', { cause: error })
    }
  }

  #goneProblem(): string | undefined {
    if (this.#all.length === 0) return undefined
    return `${this.path} is gone. The next cue that is saved writes it again.`
  }

  /** Reads the file as it is now, changes it and puts it back, without losing what somebody has edited meanwhile. */
  async #rewrite(edit: (file: CueFile) => readonly Cue[]): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const onDisk = await this.#onDisk()
      const file = onDisk ? readCues(onDisk.text, this.path) : written(this.#all)
      const wanted = edit(file)
      const text = textOf(file.document)
      assertReadsAs(wanted, text, this.path)
      const stamp = await replaceText(this.path, text, onDisk?.stamp ?? 'gone')
      if (stamp === undefined) continue
      this.#taken = stamp
      return this.#publish(wanted, undefined)
    }
    throw new OperatorError('OUTPUT_UNWRITABLE', `${this.path} is written by somebody else all the time.`, 'Try again.')
  }

  #publish(cues: readonly Cue[], problem: string | undefined): void {
    const isNewProblem = problem !== this.#problem
    if (!isNewProblem && isDeepStrictEqual(cues, this.#all)) return
    const wasBroken = this.#problem !== undefined
    this.#all = cues
    this.#problem = problem
    if (problem === undefined && wasBroken)
      this.#options.log.info(`${this.path} can be read again: ${cues.length} cues.`)
    if (problem !== undefined && isNewProblem) this.#options.log.warn(`${problem} The cues from before stay.`)
    for (const listener of this.#listeners) listener()
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    if (this.#waiting >= MAX_WAITING)
      throw new OperatorError('RATE_LIMITED', 'Many cues are being saved already.', 'Wait a moment and try again.')
    this.#waiting++
    await this.#afterOthers(work).finally(() => this.#waiting--)
  }

  /** Reading and writing do not overlap. */
  #afterOthers(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work)
    this.#turn = Promise.allSettled([mine])
    return mine
  }
}

function unknownCue(name: string, cues: readonly Cue[]): OperatorError {
  const plain = plainCueName(name.slice(0, 100))
  const meant = nearest(
    plain,
    cues.map((cue) => plainCueName(cue.name)),
  )
  const hint = cues.find((cue) => plainCueName(cue.name) === meant)?.name
  const remedy =
    cues.length === 0
      ? 'There are no cues yet: cue/save NAME makes one.'
      : 'The page and /cue in the chat list all cues.'
  return new OperatorError(
    'CUE_UNKNOWN',
    `There is no cue ${JSON.stringify(shortened(name))}.`,
    hint ? `Did you mean ${hint}?` : remedy,
  )
}
