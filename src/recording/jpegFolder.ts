import { type FileHandle, mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { RecordedPicture } from './recordedPicture.ts'

const TIMES = 'times.csv'

/** A folder of untouched JPEGs, numbered from 1, with a list of their times. */
export class JpegFolder implements AsyncDisposable {
  readonly #folder: string
  readonly #times: FileHandle
  #count = 0
  #bytes = 0

  /** @throws OperatorError OUTPUT_UNWRITABLE, also when it has something in it */
  static async open(folder: string): Promise<JpegFolder> {
    try {
      await mkdir(folder, { recursive: true })
      const names = await readdir(folder)
      if (names.length > 0) throw occupied(folder)
      const times = await open(join(folder, TIMES), 'wx')
      await times.write('file,timestamp_ms,index\n')
      return new JpegFolder(folder, times)
    } catch (cause) {
      if (cause instanceof OperatorError) throw cause
      const what = `The folder ${folder} cannot be written: ${reasonOf(cause)}.`
      throw new OperatorError('OUTPUT_UNWRITABLE', what, 'Check its path and who it belongs to.', { cause })
    }
  }

  private constructor(folder: string, times: FileHandle) {
    this.#folder = folder
    this.#times = times
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Writes a picture. @throws OperatorError DISK_FULL, OUTPUT_UNWRITABLE */
  async add({ jpeg, timestamp, index }: RecordedPicture): Promise<void> {
    const name = `${String(++this.#count).padStart(6, '0')}.jpg`
    try {
      await writeFile(join(this.#folder, name), jpeg, { flag: 'wx' })
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

function occupied(folder: string): OperatorError {
  const remedy = 'Name a new folder; nothing that exists is replaced.'
  return new OperatorError('OUTPUT_UNWRITABLE', `The folder ${folder} has something in it.`, remedy)
}

function writeError(folder: string, cause: unknown): OperatorError {
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
  if (isFull) return new OperatorError('DISK_FULL', `The disk of ${folder} is full.`, 'Make room.', { cause })
  return new OperatorError('OUTPUT_UNWRITABLE', `${folder}: ${reasonOf(cause)}.`, 'Check the disk.', { cause })
}
