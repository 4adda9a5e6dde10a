import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Environment } from '../withoutSecrets.ts'

const entry = z.object({
  /** The value to put back. */
  before: z.string().max(100),
  /** The processes that want quiet, see `processName`. */
  holders: z.array(z.string().max(100)).max(100),
})

/** What was turned off, for whom, and what it was before: kept in a file, for the case that nobody lives to put it back. */
export type QuietState = Map<string, z.infer<typeof entry>>

export function quietFile(environment: Environment): string {
  const { XDG_STATE_HOME, HOME } = environment
  const folder = XDG_STATE_HOME?.startsWith('/') ? XDG_STATE_HOME : join(HOME || homedir(), '.local', 'state')
  return join(folder, 'i2i', 'quiet.json')
}

/** @returns an empty state if there is no file, or one that cannot be understood: then nothing is known to put back */
export async function readQuiet(file: string): Promise<QuietState> {
  try {
    const read = z.record(z.string(), entry).safeParse(JSON.parse(await readFile(file, 'utf8')))
    return new Map(Object.entries(read.data ?? {}))
  } catch (error) {
    const isNone = (error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError
    if (isNone) return new Map()
    throw error
  }
}

/** Replaces the file at once, so that a kill leaves the old one or the new one. */
export async function writeQuiet(file: string, state: QuietState): Promise<void> {
  const draft = `${file}.new`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(draft, JSON.stringify(Object.fromEntries(state)), { mode: 0o600 })
  await rename(draft, file)
}
