import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/**
 * Writes a file so that under its name there is never a part of it: under another name first, then renamed.
 * Folders are made where they are missing.
 * @throws OperatorError DISK_FULL or OUTPUT_UNWRITABLE for what the next file would meet as well, Error for the rest
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.part`)
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeThrough(part, bytes)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined) // the first error is the one to tell
    throw writeFailure(path, error as NodeJS.ErrnoException)
  }
}

/** On the disk before it is renamed: a machine that loses power must not leave a name without its content. */
async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'w')
  await file.writeFile(bytes)
  await file.datasync()
}

/** What is told when a file cannot be written: OperatorError DISK_FULL or OUTPUT_UNWRITABLE for what the next would meet too. */
export function writeFailure(path: string, cause: NodeJS.ErrnoException): Error {
  const code = cause.code ?? ''
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const remedy = 'Free some space and run the same command again: what is done is not done again.'
    return new OperatorError('DISK_FULL', `There is no room left for ${path}.`, remedy, { cause })
  }
  if (!EVERYWHERE.includes(code)) return new Error(`the result cannot be written: ${reasonOf(cause)}`, { cause })
  const remedy = 'Choose another OUTPUT, or make its folder writable.'
  return new OperatorError('OUTPUT_UNWRITABLE', `${path} cannot be written (${code}).`, remedy, { cause })
}

const EVERYWHERE = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EIO']
