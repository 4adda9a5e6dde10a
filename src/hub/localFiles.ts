import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A file on the disk below some folder. */
export type LocalFile = { readonly path: string; readonly bytes: number }

/** The files below a folder, relative, with slashes; links are followed one step. Empty if the folder is missing. */
export async function localFiles(folder: string): Promise<LocalFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(ignoreMissing)
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => undefined) // a link into nowhere is a missing file
      const name = relative(folder, path).split(sep).join('/')
      return found?.isFile() ? [{ path: name, bytes: found.size }] : []
    }),
  )
  return files.flat().sort((a, b) => (a.path < b.path ? -1 : 1))
}

function ignoreMissing(error: NodeJS.ErrnoException) {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES') return []
  throw error
}
