import { glob, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { listFolder } from '#source/folder.ts'

/** The pictures that INPUT names. */
export type Inputs = {
  readonly kind: 'file' | 'folder' | 'glob'
  /** Absolute path of the folder that their names are told from: for a glob, what stands before its first special character. */
  readonly base: string
  /** Absolute paths in natural order: 2 before 10. */
  readonly files: readonly string[]
}

const REMEDY = 'Name a JPEG or PNG file, a folder of them, or a pattern in quotes: "frames/*.png".'

/**
 * Finds the pictures that INPUT names: a file, the files of a folder (not those of folders in it), or a pattern.
 * A name that exists is that file or folder, whatever characters it has.
 * @param exclude absolute path of a folder whose files a pattern does not mean: what an earlier run has put out
 * @throws OperatorError if there are none
 */
export async function listInputs(input: string, exclude: string): Promise<Inputs> {
  const found = await stat(input).catch(missing)
  if (found?.isDirectory()) return listedFolder(input)
  if (found) return { kind: 'file', base: dirname(resolve(input)), files: [resolve(input)] }
  if (SPECIAL.test(input)) return listedGlob(input, exclude)
  throw new OperatorError('INPUT_UNREADABLE', `There is no file or folder ${input}.`, REMEDY)
}

/** Order in which a person would list paths; never 0 for two that differ, so that every run numbers them alike. */
export function naturally(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : Number(a > b))
}

const natural = new Intl.Collator('en', { numeric: true })
const SPECIAL = /[*?[\]{}!]/
const PICTURE = /\.(jpe?g|png)$/i

async function listedFolder(input: string): Promise<Inputs> {
  const base = resolve(input)
  const { files } = await listFolder(input).catch((error: unknown) => {
    if (!(error instanceof OperatorError)) throw error
    throw new OperatorError(error.code, error.message, REMEDY, { cause: error })
  })
  return { kind: 'folder', base, files: files.map((file) => resolve(file)).sort(naturally) }
}

async function listedGlob(input: string, exclude: string): Promise<Inputs> {
  const base = resolve(plainPartOf(input))
  const files: string[] = []
  for await (const entry of glob(input, { withFileTypes: true })) {
    const path = resolve(join(entry.parentPath, entry.name))
    if (PICTURE.test(entry.name) && !entry.name.startsWith('.') && !entry.isDirectory()) files.push(path)
  }
  const inputs = isBelow(exclude, base) ? files.filter((path) => !isBelow(path, exclude)) : files
  if (inputs.length === 0) throw new OperatorError('INPUT_UNREADABLE', `No JPEG or PNG file matches ${input}.`, REMEDY)
  return { kind: 'glob', base, files: [...new Set(inputs)].sort(naturally) }
}

/** The folders before the first part that has a special character. */
function plainPartOf(pattern: string): string {
  const parts = pattern.split('/')
  const first = parts.findIndex((part) => SPECIAL.test(part))
  return parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.')
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && !way.startsWith('..') && resolve(folder, way) === path
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EINVAL') return undefined
  throw new OperatorError('INPUT_UNREADABLE', `The input cannot be read: ${reasonOf(error)}.`, REMEDY, { cause: error })
}
