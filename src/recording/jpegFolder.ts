import { type FileHandle, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { RecordedPicture } from './recordedPicture.ts'

const TIMES = 'times.csv'

/** A picture's name. */
const NUMBERED = /^(\d{6,})\.jpg$/

/** A folder of untouched JPEGs, numbered from 1, with a list of their times. That of an earlier recording is gone on with. */
export class JpegFolder implements AsyncDisposable {
  readonly #folder: string
  readonly #times: FileHandle
  #count: number
  #bytes = 0

  /** @throws OperatorError OUTPUT_UNWRITABLE, also when it has anything else in it */
  static async open(folder: string): Promise<JpegFolder> {
    try {
      await mkdir(folder, { recursive: true })
      const names = await readdir(folder)
      const pictures = names.filter((name) => name !== TIMES)
      const isOurs = names.length === 0 || names.length > pictures.length
      if (!isOurs || !pictures.every((name) => NUMBERED.test(name))) throw occupied(folder)
      const times = await open(join(folder, TIMES), 'a')
      if (names.length === 0) await times.write('file,timestamp_ms,index\n')
      return new JpegFolder(folder, times, highestOf(pictures))
    } catch (cause) {
      if (cause instanceof OperatorError) throw cause
      const what = `The folder ${folder} cannot be written: ${reasonOf(cause)}.`
      throw new OperatorError('OUTPUT_UNWRITABLE', what, 'Check its path and who it belongs to.', { cause })
    }
  }

  private constructor(folder: string, times: FileHandle, count: number) {
    this.#count = count
    this.#folder = folder
    this.#times = times
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Writes a picture. @throws OperatorError DISK_FULL, OUTPUT_UNWRITABLE */
  async add({ jpeg, timestamp, index }: RecordedPicture): Promise<void> {
    const name = `${String(++this.#count).padStart(6, '0')}.jpg`
    const path = join(this.#folder, name)
    try {
      await writeFile(path, jpeg, { flag: 'wx' }).catch(async (error) => {
        // half of a picture would look like one
        if (error.code !== 'EEXIST') await rm(path, { force: true }).catch(() => undefined) // the first error is the one to tell
        throw error
      })
      await this.#times.write(`${name},${timestamp},${index}\n`)
      this.#bytes += jpeg.length
    } catch (cause) {
      throw writeError(this.#folder, cause)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#times.close()
  }
}

function highestOf(names: readonly string[]): number {
  return names.reduce((highest, name) => Math.max(highest, Number.parseInt(name, 10)), 0)
}

function occupied(folder: string): OperatorError {
  const remedy = 'Name a new folder; nothing that exists is replaced.'
  return new OperatorError('OUTPUT_UNWRITABLE', `The folder ${folder} has something else in it.`, remedy)
}

function writeError(folder: string, cause: unknown): OperatorError {
  const isFull = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
  if (isFull) return new OperatorError('DISK_FULL', `The disk of ${folder} is full.`, 'Make room.', { cause })
  return new OperatorError('OUTPUT_UNWRITABLE', `${folder}: ${reasonOf(cause)}.`, 'Check the disk.', { cause })
}
