import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'

/** How each kind of file is told to ffmpeg: all of them play up to the last second when the recording is cut off. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  '.mp4': ['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-frag_duration', '500000', '-f', 'mp4'],
  '.mov': ['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-frag_duration', '500000', '-f', 'mov'],
  '.mkv': ['-cluster_time_limit', '500', '-f', 'matroska'],
}

/** Gives one recording its files: OUT.mp4, or OUT-001.mp4, OUT-002.mp4 … None that exists is ever touched. */
export class RecordingFiles {
  readonly #stem: string
  readonly #extension: string
  readonly #isNumbered: boolean
  #number = 0

  private constructor(path: string, isNumbered: boolean) {
    this.#extension = extname(path)
    this.#stem = path.slice(0, -this.#extension.length)
    this.#isNumbered = isNumbered
  }

  /**
   * @param isNumbered whether more than one file is expected
   * @throws OperatorError BAD_OPTION for another kind of file, OUTPUT_UNWRITABLE
   */
  static async open(path: string, isNumbered: boolean): Promise<RecordingFiles> {
    const absolute = resolve(path)
    if (!Object.hasOwn(FORMATS, extname(absolute))) throw wrongKind(path)
    await assertWritable(dirname(absolute))
    return new RecordingFiles(absolute, isNumbered)
  }

  /** For ffmpeg, before the name of the file. */
  get format(): readonly string[] {
    return FORMATS[this.#extension] ?? []
  }

  /** The same for the pictures that went in: `OUT-input.mp4`. */
  get ofInput(): RecordingFiles {
    return new RecordingFiles(`${this.#stem}-input${this.#extension}`, this.#isNumbered)
  }

  /** The name of the next file. */
  async next(): Promise<string> {
    for (;;) {
      const path = this.#path()
      this.#number++
      if (!(await exists(path))) return path
    }
  }

  #path(): string {
    // when one file was asked for, further ones are made only where one ends before its time
    if (!this.#isNumbered && this.#number === 0) return `${this.#stem}${this.#extension}`
    const number = this.#isNumbered ? this.#number + 1 : this.#number
    return `${this.#stem}-${String(number).padStart(3, '0')}${this.#extension}`
  }
}

/** A name for a recording that was given none, with its date and time; the folder is made. */
export async function namedByTime(folder: string, wallMs: number): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw unwritable(folder, cause)
  })
  const two = (value: number) => String(value).padStart(2, '0')
  const at = new Date(wallMs)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return join(folder, `${day} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}.mp4`)
}

/** @throws OperatorError OUTPUT_UNWRITABLE */
export async function assertWritable(folder: string): Promise<void> {
  await access(folder, constants.W_OK).catch((cause) => {
    throw unwritable(folder, cause)
  })
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function unwritable(folder: string, cause: NodeJS.ErrnoException): OperatorError {
  const why = cause.code === 'ENOENT' ? 'does not exist' : 'cannot be written'
  const remedy = cause.code === 'ENOENT' ? `Make it: mkdir -p ${JSON.stringify(folder)}` : 'Check who it belongs to.'
  return new OperatorError('OUTPUT_UNWRITABLE', `The folder ${folder} ${why}.`, remedy, { cause })
}

function wrongKind(path: string): OperatorError {
  const kinds = Object.keys(FORMATS).join(', ')
  const remedy = `Give a name that ends with one of ${kinds}: npx i2i record show.mp4`
  return new OperatorError('BAD_OPTION', `${path} is no kind of file that can be recorded.`, remedy)
}
