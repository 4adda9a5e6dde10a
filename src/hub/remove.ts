import { rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { diskError } from './diskError.ts'
import type { Installed } from './installed.ts'
import { type LocalFile, localFiles } from './localFiles.ts'
import { MANIFEST, readManifest } from './manifest.ts'
import { openPullLock } from './pullLock.ts'

/** What a removal would delete, and what it would leave because no pull has put it there. */
export type Removal = { readonly deleted: readonly LocalFile[]; readonly left: readonly string[] }

/** Looks what of a model came from `i2i model pull`. @throws OperatorError if none of it did */
export async function planRemoval({ name, place, folder }: Installed): Promise<Removal> {
  if (place === 'cache') throw inCache(name, folder)
  const manifest = await readManifest(folder)
  const listed = new Set(manifest?.files.map(({ path }) => path))
  const isOurs = ({ path }: LocalFile) => listed.has(path) || path === MANIFEST || /\.[0-9a-f]{12}\.part$/.test(path)
  const files = (await localFiles(folder)).filter(({ path }) => !path.startsWith('.i2i-pull.lock'))
  const deleted = files.filter(isOurs)
  if (deleted.length > 0) return { deleted, left: files.filter((file) => !isOurs(file)).map(({ path }) => path) }
  const said = `${folder} was not downloaded by i2i, so nothing in it is deleted.`
  throw new OperatorError('OUTPUT_UNWRITABLE', said, 'Delete the folder by hand if you are sure.')
}

/** Deletes what `planRemoval` has found, and the folders that are empty then. @throws OperatorError */
export async function remove({ name, place, folder }: Installed, { deleted }: Removal): Promise<void> {
  try {
    await using _lock = await openPullLock(folder, name)
    for (const { path } of deleted) await rm(join(folder, path), { force: true })
  } catch (error) {
    throw diskError(error, folder)
  }
  const below = deleted.map(({ path }) => dirname(path)).filter((path) => path !== '.')
  const folders = [...new Set(below)].sort((a, b) => b.length - a.length).map((path) => join(folder, path))
  const owner = place === 'models' ? [dirname(folder)] : []
  for (const path of [...folders, folder, ...owner]) await rmdir(path).catch(ignoreFilled)
}

function ignoreFilled(error: NodeJS.ErrnoException): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(error.code ?? '')) throw error
}

function inCache(name: string, folder: string): OperatorError {
  const said = `${name} lies in the Hugging Face cache (${folder}), which other programs use too.`
  return new OperatorError('OUTPUT_UNWRITABLE', said, 'Remove it with their tool: huggingface-cli delete-cache')
}
