import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { type Container, containerOf } from './filmNames.ts'

/** The files of a rendering. */
export type FilmFiles = {
  /** Absolute path of the film that is redrawn. */
  readonly input: string
  /** To notice that it has become another. */
  readonly bytes: number
  readonly modifiedMs: number
  /** Absolute path of the result. */
  readonly output: string
  readonly container: Container
  /** Whether there is something of that name already. */
  readonly isThere: boolean
}

/**
 * Looks at what is to be read and what is to be written.
 * @throws OperatorError for names that cannot be meant, and if the film would be written over itself
 */
export async function filmFiles(input: string, output: string): Promise<FilmFiles> {
  const file = await stat(input).catch(() => undefined)
  if (!file?.isFile()) throw noFilm(input, file?.isDirectory() ?? false)
  if (file.size === 0)
    throw new OperatorError('INPUT_UNREADABLE', `${input} is empty.`, 'Copy or export the film again.')
  const isFolder = /[/\\]$/.test(output) || (await isExistingFolder(output))
  const to = resolve(isFolder ? join(output, basename(input)) : output)
  const container = containerOf(to)
  if (!container) throw notWritable(to)
  const there = await realpath(to).catch(() => undefined)
  if (there !== undefined && there === (await realpath(input)))
    throw new OperatorError(
      'OUTPUT_UNWRITABLE',
      `${output} is the input.`,
      'Choose another OUTPUT; inputs are never written over.',
    )
  const folder = dirname(to)
  if (!(await isExistingFolder(folder)))
    throw new OperatorError(
      'OUTPUT_UNWRITABLE',
      `There is no folder ${folder}.`,
      'Make it first, or choose another OUTPUT.',
    )
  const { size: bytes, mtimeMs } = file
  return {
    input: resolve(input),
    bytes,
    modifiedMs: Math.round(mtimeMs),
    output: to,
    container,
    isThere: there !== undefined,
  }
}

function noFilm(input: string, isFolder: boolean): OperatorError {
  const what = isFolder ? `${input} is a folder; a film can only be made of a film.` : `There is no file ${input}.`
  return new OperatorError('INPUT_UNREADABLE', what, 'Name a video file: npx i2i render in.mp4 out.mp4')
}

function notWritable(output: string): OperatorError {
  const kind = extname(output) === '' ? 'a name without an extension' : `a ${extname(output)} file`
  const remedy =
    'Give a name that ends in .mp4, .mov or .mkv. For single pictures, take them out first: npx i2i frames VIDEO DIR'
  return new OperatorError('BAD_OPTION', `i2i render cannot write a film as ${kind}: ${output}.`, remedy)
}

async function isExistingFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}
