import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** The pictures of a folder as it was when it was listed. */
export type Folder = {
  readonly path: string
  /** Full paths in natural order. */
  readonly files: readonly string[]
  readonly modifiedMs: number
  /** Whether the folder had just been changed then: a further change may not show in `modifiedMs`. */
  readonly isFresh: boolean
}

const FRESH_MS = 2000
const REMEDY = 'Name a folder that holds JPEG or PNG files: --directory PATH.'

/**
 * Lists the JPEG and PNG files of a folder in the order a person would give them: 2 before 10.
 * Hidden files are left out, among them what macOS leaves on memory sticks.
 * @throws OperatorError when there is no such folder, it may not be read, or it holds no pictures
 */
export async function listFolder(path: string): Promise<Folder> {
  const { modifiedMs, names } = await read(path)
  const pictures = names.filter((name) => /\.(jpe?g|png)$/i.test(name) && !name.startsWith('.'))
  if (pictures.length === 0) {
    throw new OperatorError('DIRECTORY_UNREADABLE', `The folder ${path} holds no JPEG or PNG files.`, REMEDY)
  }
  return {
    path,
    files: pictures.sort(natural.compare).map((name) => join(path, name)),
    modifiedMs,
    isFresh: Math.abs(Date.now() - modifiedMs) < FRESH_MS,
  }
}

/** Lists a folder again if it has changed; otherwise returns the listing it was given. @throws as `listFolder` */
export async function listAgain(folder: Folder): Promise<Folder> {
  if (!folder.isFresh && (await modified(folder.path)) === folder.modifiedMs) return folder
  return listFolder(folder.path)
}

const natural = new Intl.Collator('en', { numeric: true })

async function read(path: string): Promise<{ modifiedMs: number; names: string[] }> {
  const modifiedMs = await modified(path)
  const entries = await readdir(path, { withFileTypes: true }).catch((cause) => unreadable(path, cause))
  return { modifiedMs, names: entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name) }
}

async function modified(path: string): Promise<number> {
  return (await stat(path).catch((cause) => unreadable(path, cause))).mtimeMs
}

function unreadable(path: string, cause: NodeJS.ErrnoException): never {
  const reason = REASONS[cause.code ?? ''] ?? `cannot be read: ${reasonOf(cause)}`
  throw new OperatorError('DIRECTORY_UNREADABLE', `The folder ${path} ${reason}.`, REMEDY, { cause })
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is not a folder',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
}
