import { open, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { readableBytes } from '#hub/readableBytes.ts'
import { diskSpace } from '#telemetry/diskSpace.ts'
import type { Check } from '../check.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'

const GB = 2 ** 30
const MB = 2 ** 20
/** Below this a recording ends within minutes, and a model does not fit. */
const LITTLE_BYTES = 2 * GB
const SCARCE_BYTES = 15 * GB
/** A recording and a log at the same time need less than half of it, in bytes a second. */
const SLOW_BYTES = 20 * MB
const PROBE_BYTES = 16 * MB

/** Room and speed of the folders that are written to. */
export const diskChecks: readonly Check[] = [
  { group: 'Disk and models', name: 'data folder', look: ({ config }) => lookAtFolder(config.dataRoot) },
  { group: 'Disk and models', name: 'models folder', look: ({ config }) => lookAtFolder(config.models) },
]

async function lookAtFolder(path: string): Promise<Outcome> {
  const folder = resolve(path)
  const space = await diskSpace(folder)
  if (!space) return note(`${path} cannot be looked at.`)
  const said = `${path}: ${readableBytes(space.freeBytes)} free of ${readableBytes(space.sizeBytes)}`
  if (space.freeBytes < LITTLE_BYTES)
    return problem(
      `${said}: too little for models and recordings.`,
      `du -xh --max-depth=2 ${space.folder} | sort -h | tail`,
    )
  const isHere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const speed = isHere ? await writeSpeed(folder) : undefined
  if (speed instanceof Error)
    return problem(`${said}, and this user may not write there (${speed.message}).`, `sudo chown -R $USER ${folder}`)
  const scarce = space.freeBytes < SCARCE_BYTES
  if (speed === undefined)
    return scarce ? note(`${said}; it is not made yet`) : ok(`${said}; it is made when it is needed`)
  const rate = `${said}, writes ${readableBytes(speed)} a second`
  if (speed < SLOW_BYTES)
    return note(`${rate}: recordings may lose pictures.`, 'Record to a faster disk: --recordings FOLDER')
  return scarce ? note(rate, 'A model takes 2 to 7 GB, an hour of recording about 4 GB.') : ok(rate)
}

/** Bytes a second that reach the disk; the error if nothing may be written. */
async function writeSpeed(folder: string): Promise<number | Error> {
  const path = join(folder, `.i2i-doctor-${process.pid}-${Math.random().toString(36).slice(2)}`)
  try {
    const startMono = performance.now()
    await using file = await open(path, 'wx', 0o600)
    await file.write(new Uint8Array(PROBE_BYTES))
    await file.datasync()
    return (PROBE_BYTES / (performance.now() - startMono)) * 1000
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    await rm(path, { force: true })
  }
}
