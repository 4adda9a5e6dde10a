import { open } from 'node:fs/promises'

/** Brings what another process has written to the disk for good, so that a power cut leaves it whole. @returns its length in bytes */
export async function storeFile(path: string): Promise<number> {
  await using file = await open(path, 'r+')
  await file.datasync()
  return (await file.stat()).size
}
