import { rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#flow/clock.ts'
import { diskError, tooLittleSpace } from './diskError.ts'
import { type Arrived, type DownloadOptions, downloadFile } from './downloadFile.ts'
import { gitBlobOf, sha256Of } from './fileHash.ts'
import type { HubClient } from './hubClient.ts'
import { inParallel } from './inParallel.ts'
import { localFiles } from './localFiles.ts'
import { MANIFEST, type Manifest, readManifest, writeManifest } from './manifest.ts'
import { openPullLock } from './pullLock.ts'
import type { PlannedFile, PullPlan } from './pullPlan.ts'

export type PullOptions = {
  readonly hub: HubClient
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Files at the same time. */
  readonly connections: number
  /** How much of one file is here; may go back when it starts over. */
  onBytes?(path: string, bytes: number, total: number | undefined): void
  /** Before a pause after an interruption. */
  onPause?(path: string, reason: string, pauseMs: number): void
} & Pick<DownloadOptions, 'silenceMs' | 'maxTries'>

/**
 * Brings the files of a plan into a folder. They get their names together at the end, when all of them are complete and
 * checked; until then the folder keeps what it had. Whatever ends a pull early, the next one goes on from there.
 * @throws OperatorError HUB_UNREACHABLE, HUB_REFUSED, DOWNLOAD_DAMAGED, DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function pull(plan: PullPlan, folder: string, options: PullOptions): Promise<Manifest> {
  await using _lock = await openPullLock(folder, plan.repo)
  const before = await readManifest(folder)
  const here = await inParallel(plan.files, options, (file, signal) => whatIsHere(file, folder, { ...options, signal }))
  const coming = plan.files.filter((_, i) => here[i] === undefined)
  await checkSpace(coming, folder)
  const largestFirst = coming.toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0))
  const arrived = await inParallel(largestFirst, options, (file, signal) =>
    fetched(file, folder, { ...options, signal }),
  )
  options.signal.throwIfAborted()
  const known = new Map([
    ...plan.files.map((file, i) => [file.path, here[i]] as const).filter(([, found]) => found),
    ...largestFirst.map((file, i) => [file.path, arrived[i]] as const),
  ] as readonly (readonly [string, Arrived])[])
  await rm(join(folder, MANIFEST), { force: true }) // from here until the new one is there, nothing can be promised
  for (const file of coming) await named(file, folder)
  return finished(plan, folder, known, before)
}

/** What a part is called: a file that has changed on the hub is never put together from two versions. */
export function partOf(file: PlannedFile, folder: string): string {
  const version = file.sha256 ?? file.blobId ?? file.source.commit
  return join(folder, `${file.path}.${version.slice(0, 12)}.part`)
}

/** A file that is here already and right. */
async function whatIsHere(
  file: PlannedFile,
  folder: string,
  { signal, onBytes }: PullOptions,
): Promise<Arrived | undefined> {
  const path = join(folder, file.path)
  const bytes = await stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  )
  const isCheckable = file.sha256 !== undefined || file.blobId !== undefined
  if (bytes === undefined || !isCheckable || (file.bytes !== undefined && bytes !== file.bytes)) return undefined
  let done = 0
  const heard = (piece: number) => {
    done += piece
    onBytes?.(file.path, done, bytes)
  }
  const sha256 = await sha256Of(path, { signal, onBytes: heard })
  const isRight = file.sha256 ? sha256 === file.sha256 : (await gitBlobOf(path, { signal })) === file.blobId
  return isRight ? { bytes, sha256 } : undefined
}

function fetched(file: PlannedFile, folder: string, options: PullOptions): Promise<Arrived> {
  const { onBytes, onPause } = options
  return downloadFile(
    { ...file, part: partOf(file, folder) },
    {
      ...options,
      onBytes: (bytes, total) => onBytes?.(file.path, bytes, total),
      onPause: (reason, pauseMs) => onPause?.(file.path, reason, pauseMs),
    },
  )
}

async function checkSpace(files: readonly PlannedFile[], folder: string): Promise<void> {
  const parts = new Map((await localFiles(folder)).map(({ path, bytes }) => [join(folder, path), bytes]))
  const missing = files.map((file) => Math.max(0, (file.bytes ?? 0) - (parts.get(partOf(file, folder)) ?? 0)))
  const neededBytes = missing.reduce((a, b) => a + b, 0)
  const { bavail, bsize } = await statfs(folder)
  if (neededBytes > bavail * bsize) throw tooLittleSpace(folder, neededBytes, bavail * bsize)
}

async function named(file: PlannedFile, folder: string): Promise<void> {
  const path = join(folder, file.path)
  await rename(partOf(file, folder), path).catch((error) => {
    throw diskError(error, path)
  })
}

async function finished(
  plan: PullPlan,
  folder: string,
  arrived: ReadonlyMap<string, Arrived>,
  before?: Manifest,
): Promise<Manifest> {
  const files = plan.files.map(({ path, source }) => {
    const { bytes, sha256 } = arrived.get(path) as Arrived
    return { path, bytes, sha256, ...(source.repo === plan.repo ? {} : { repo: source.repo }) }
  })
  const earlier = (before?.files ?? []).filter(({ path }) => !arrived.has(path))
  // the same model in another precision stays beside this one; another version of it does not
  const staying = before?.commit === plan.commit ? earlier : []
  if (before?.commit !== plan.commit) for (const { path } of earlier) await rm(join(folder, path), { force: true })
  await removeParts(folder)
  const { repo, commit, revision, licences } = plan
  const { name, link } = licences[0] ?? { name: 'not stated', link: '' }
  const licence = { name, link }
  const manifest: Manifest = { format: 1, repo, commit, revision, licence, files: [...files, ...staying] }
  await writeManifest(folder, manifest)
  return manifest
}

/** Parts of other versions, which nobody will continue. */
async function removeParts(folder: string): Promise<void> {
  const parts = (await localFiles(folder)).filter(({ path }) => /\.[0-9a-f]{12}\.part$/.test(path))
  for (const { path } of parts) await rm(join(folder, path), { force: true })
}
