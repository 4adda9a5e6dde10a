import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { writeFailure } from '../render/writeWhole.ts'
import type { FilmFiles } from './filmFiles.ts'
import { type FilmRecord, filmDifferences, type Part, readFilmRecord, writeFilmRecord } from './filmRecord.ts'

export type PartsOptions = {
  readonly files: FilmFiles
  readonly madeWith: FilmRecord['madeWith']
  readonly overwrite: boolean
}

/** A piece of the film that is still to be made. */
export type Stretch = {
  /** Where it stands among the parts. */
  readonly place: number
  /** Place of its first picture in the film. */
  readonly startSeq: number
  /** Time of the picture before it; undefined at the beginning of the film. */
  readonly afterUs: number | undefined
  /** Time of its last picture; undefined if it goes to the end. */
  readonly lastUs: number | undefined
}

const RECORD = 'render.json'
const PART = /^part-\d+(-\d+)?\.mp4$/

/** The folder beside the result in which the finished parts of a film wait for the others: OUT.parts. */
export class PartsFolder {
  readonly path: string
  #record: FilmRecord

  /** Refuses early what cannot be meant, before an engine is opened. @throws OperatorError OUTPUT_UNWRITABLE */
  static async assertFree({ output, isThere: isTaken }: FilmFiles, overwrite: boolean): Promise<void> {
    if (isTaken && !overwrite && !(await readFilmRecord(join(`${output}.parts`, RECORD)))) throw isThere(output)
  }

  /**
   * Finds out what an earlier run has left.
   * @throws OperatorError OUTPUT_UNWRITABLE if the result is there already, or the parts are not those of this rendering
   */
  static async open({ files, madeWith, overwrite }: PartsOptions): Promise<PartsFolder> {
    const path = `${files.output}.parts`
    const film = { path: files.input, bytes: files.bytes, modifiedMs: files.modifiedMs }
    const found = await readFilmRecord(join(path, RECORD))
    if (!found && (await entriesOf(path)).length > 0) throw notOurs(path)
    const differences = found ? filmDifferences(found, { film, madeWith }) : []
    if (differences.length > 0 && !overwrite) throw otherwise(path, differences)
    const same = found && differences.length === 0 ? found : undefined
    const record = same && { ...same, parts: await withDamage(path, same.parts) }
    if (files.isThere && !overwrite && !record?.replaces) throw isThere(files.output)
    await mkdir(path, { recursive: true }).catch((error) => Promise.reject(writeFailure(path, error)))
    const fresh = { film, madeWith, encoder: '', isEnded: false, parts: [] }
    const folder = new PartsFolder(path, { ...(record ?? fresh), replaces: overwrite || (record?.replaces ?? false) })
    await folder.#removeLeftovers()
    await folder.#note({})
    return folder
  }

  private constructor(path: string, record: FilmRecord) {
    this.path = path
    this.#record = record
  }

  get parts(): readonly Part[] {
    return this.#record.parts
  }

  /** Of the parts that are there; empty if there are none. */
  get encoder(): string {
    return this.#record.parts.length > 0 ? this.#record.encoder : ''
  }

  /** Pictures in the finished parts. */
  get frames(): number {
    return this.parts.reduce((sum, { frames }) => sum + frames, 0)
  }

  /** Pictures that need not be made again. */
  get doneFrames(): number {
    return this.parts.reduce((sum, { frames, failures }) => sum + (failures.length > 0 ? 0 : frames), 0)
  }

  get failures(): Part['failures'] {
    return this.parts.flatMap(({ failures }) => failures)
  }

  /** @throws OperatorError if the parts that are there were encoded otherwise: they would not fit together */
  assertFits(encoder: string): void {
    if (this.encoder === '' || this.encoder === encoder) return
    throw otherwise(this.path, [`encoder ${this.encoder} instead of ${encoder}`])
  }

  /** What is still to be made: parts in which pictures failed, and the rest of the film. */
  get stretches(): Stretch[] {
    const again = this.parts.flatMap(({ failures }, place) => (failures.length > 0 ? [this.#stretchAt(place)] : []))
    return this.#record.isEnded ? again : [...again, this.#stretchAt(this.parts.length)]
  }

  /** A name for a part that nothing has yet. */
  async freeName(place: number): Promise<string> {
    const taken = await entriesOf(this.path)
    const name = `part-${String(place + 1).padStart(6, '0')}`
    for (let i = 1; ; i++) {
      const file = i === 1 ? `${name}.mp4` : `${name}-${i}.mp4`
      if (!taken.includes(file)) return file
    }
  }

  /** A part is finished; it takes the place of an earlier attempt, if there was one. */
  async add(place: number, part: Part, encoder: string): Promise<void> {
    const before = this.#record.parts[place]
    await this.#note({ encoder, parts: this.#record.parts.toSpliced(place, 1, part) })
    if (before && before.file !== part.file) await rm(join(this.path, before.file), { force: true })
  }

  /** The parts go to the end of the film now. */
  async ended(): Promise<void> {
    await this.#note({ isEnded: true })
  }

  /** The result has been made of these parts, and may be made again. */
  async joined(): Promise<void> {
    await this.#note({ replaces: true })
  }

  /** The result is whole: what was needed to make it goes. Files of others stay, and the folder with them. */
  async remove(): Promise<void> {
    for (const { file } of this.parts) await rm(join(this.path, file), { force: true })
    await this.#removeLeftovers()
    await rm(join(this.path, RECORD), { force: true })
    if ((await entriesOf(this.path)).length === 0) await rmdir(this.path)
  }

  #stretchAt(place: number): Stretch {
    const before = this.parts.slice(0, place)
    const startSeq = before.reduce((sum, { frames }) => sum + frames, 0)
    return { place, startSeq, afterUs: before.at(-1)?.lastUs, lastUs: this.parts[place]?.lastUs }
  }

  /** What a run that was killed was in the middle of, or what was made otherwise. */
  async #removeLeftovers(): Promise<void> {
    const kept = new Set(this.parts.map(({ file }) => file))
    for (const name of await entriesOf(this.path)) {
      const isOurs = PART.test(name) || name.startsWith('film.') || name === 'parts.txt' || name === `.${RECORD}.part`
      if (isOurs && !kept.has(name)) await rm(join(this.path, name), { force: true })
    }
  }

  async #note(news: Partial<FilmRecord>): Promise<void> {
    this.#record = { ...this.#record, ...news }
    await writeFilmRecord(join(this.path, RECORD), this.#record)
  }
}

/** A part whose file is not as it was, after a power cut or by somebody's hand, counts as failed, so that it is made again. */
async function withDamage(folder: string, parts: readonly Part[]): Promise<Part[]> {
  const all: Part[] = []
  let seq = 0
  for (const part of parts) {
    const { size } = await stat(join(folder, part.file)).catch(() => ({ size: 0 }))
    const failure = { seq, atUs: part.firstUs, reason: `${part.file} is damaged` }
    all.push(size === part.bytes ? part : { ...part, failures: [failure] })
    seq += part.frames
  }
  return all
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new OperatorError(
      'OUTPUT_UNWRITABLE',
      `${folder} cannot be read (${error.code}).`,
      'Choose another OUTPUT.',
      {
        cause: error,
      },
    )
  })
}

function notOurs(path: string): OperatorError {
  const what = `${path} is needed for the parts of the film, and holds something else.`
  return new OperatorError('OUTPUT_UNWRITABLE', what, 'Move it away, or choose another OUTPUT.')
}

function otherwise(path: string, differences: readonly string[]): OperatorError {
  const what = `${basename(path)} holds an unfinished film that was made otherwise: ${differences.join(', ')}.`
  const remedy =
    'Give the options of that time to go on with it, choose another OUTPUT, or add --overwrite to start anew.'
  return new OperatorError('OUTPUT_UNWRITABLE', what, remedy)
}

function isThere(output: string): OperatorError {
  const remedy = 'Choose another name, or add --overwrite to replace it.'
  return new OperatorError('OUTPUT_UNWRITABLE', `${output} is already there.`, remedy)
}
