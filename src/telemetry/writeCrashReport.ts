import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '#errors/operatorError.ts'
import { type CrashFacts, crashReport } from './crashReport.ts'

export type CrashPlace = {
  readonly folder: string
  /** Older reports are removed. */
  readonly keep?: number
  /** Longest time in ms: the process has to end, also where the disk hangs. */
  readonly withinMs?: number
}

const KEEP = 20
const WITHIN_MS = 1000

/**
 * Writes what is known of a crash into a file of its own, which only this user may read. Never throws: a crash must not be
 * made worse.
 * @returns one line for the operator: where it is, or why there is none
 */
export async function writeCrashReport(
  facts: CrashFacts,
  { folder, keep = KEEP, withinMs = WITHIN_MS }: CrashPlace,
): Promise<string> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(
    () => late.resolve(`No report could be written to ${folder} within ${withinMs} ms.`),
    withinMs,
  )
  const writing = write(facts, folder, keep).then(
    (path) => `A report is in ${path}`,
    (error) => `No report could be written to ${folder}: ${reasonOf(error)}`,
  )
  return Promise.race([writing, late.promise]).finally(() => clearTimeout(timer))
}

async function write(facts: CrashFacts, folder: string, keep: number): Promise<string> {
  const text = crashReport(facts)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const time = new Date(facts.atMs).toISOString().replaceAll(/[:.]/g, '-')
  const path = join(folder, `crash-${time}-${facts.command.replaceAll(/\W+/g, '-')}-${process.pid}.txt`)
  await writeFile(path, text, { mode: 0o600, flag: 'wx' })
  await chmod(path, 0o600)
  await removeOlder(folder, keep)
  return path
}

/** Their names begin with the time. Other files are left alone. */
async function removeOlder(folder: string, keep: number): Promise<void> {
  const reports = (await readdir(folder)).filter((name) => /^crash-\d{4}-.*\.txt$/.test(name)).sort()
  const old = reports.slice(0, Math.max(0, reports.length - keep))
  // of two processes that clean up at the same time one finds nothing left to remove
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })))
}
