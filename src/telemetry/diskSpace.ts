import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

export type DiskSpace = {
  /** The folder that was asked: the one that was meant, or the nearest above it that exists. */
  readonly folder: string
  /** What this user may still write. */
  readonly freeBytes: number
  readonly sizeBytes: number
}

/** The disk on which a folder is, or would be made. @returns undefined if that cannot be told */
export async function diskSpace(path: string): Promise<DiskSpace | undefined> {
  const folder = resolve(path)
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { folder, freeBytes: bavail * bsize, sizeBytes: blocks * bsize }
  } catch {
    // not made yet, or not ours to see: the disk is that of the folder above
    return dirname(folder) === folder ? undefined : diskSpace(dirname(folder))
  }
}
