import { readlink, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gitBlobOf, type HashOptions, sha256Of } from './fileHash.ts'
import type { Installed } from './installed.ts'
import { localFiles } from './localFiles.ts'
import { readManifest } from './manifest.ts'

/** A file that can be checked, and what is known about it. */
type Checkable = {
  readonly path: string
  readonly bytes: number | undefined
  readonly sha256?: string
  readonly blobId?: string
}

export type Verification = {
  /** Files that were read and compared. */
  readonly checked: number
  /** What is wrong, a line for each file; empty if nothing is. */
  readonly problems: readonly string[]
}

export type VerifyOptions = {
  readonly signal: AbortSignal
  /** Bytes that were read, of so many. */
  onBytes?(done: number, total: number): void
}

/**
 * Reads every file of a model again and compares it with what it was when it was downloaded: by the manifest of a pull,
 * or by the names of the blobs in the Hugging Face cache, which are hashes. Files of other origin cannot be checked.
 */
export async function verify({ folder, missing }: Installed, options: VerifyOptions): Promise<Verification> {
  const files = await checkable(folder)
  const total = files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
  const problems: string[] = []
  let done = 0
  for (const file of files) {
    const heard = (bytes: number) => {
      done += bytes
      options.onBytes?.(done, total)
    }
    const problem = await problemOf(file, folder, { signal: options.signal, onBytes: heard })
    if (problem) problems.push(`${file.path}: ${problem}`)
  }
  const known = files.map(({ path }) => path)
  return {
    checked: files.length,
    problems: [...problems, ...missing.filter((what) => !known.includes(what)).map((what) => `${what}: missing`)],
  }
}

async function checkable(folder: string): Promise<readonly Checkable[]> {
  const manifest = await readManifest(folder)
  if (manifest) return manifest.files
  const files = await localFiles(folder)
  const linked = await Promise.all(
    files.map(async ({ path, bytes }) => {
      const blob = basename(await readlink(join(folder, path)).catch(() => ''))
      if (/^[0-9a-f]{64}$/.test(blob)) return [{ path, bytes, sha256: blob }]
      return /^[0-9a-f]{40}$/.test(blob) ? [{ path, bytes, blobId: blob }] : []
    }),
  )
  return linked.flat()
}

async function problemOf(file: Checkable, folder: string, options: HashOptions): Promise<string | undefined> {
  const path = join(folder, file.path)
  const found = await stat(path).catch(() => undefined)
  if (!found) return 'missing'
  if (file.bytes !== undefined && found.size !== file.bytes) return `has ${found.size} bytes instead of ${file.bytes}`
  const isRight = file.sha256
    ? (await sha256Of(path, options)) === file.sha256
    : (await gitBlobOf(path, options)) === file.blobId
  return isRight ? undefined : 'has changed since it was downloaded'
}
