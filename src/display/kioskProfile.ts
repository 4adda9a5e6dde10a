import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from './findBrowser.ts'
import { FIREFOX_PREFERENCES } from './kioskArgs.ts'
import type { Environment } from './withoutSecrets.ts'

const PREFIX = 'i2i-kiosk-'

/** A new, empty profile for a browser, removed when it is closed. Those of processes that were killed go as well. */
export type KioskProfile = AsyncDisposable & { readonly folder: string }

/** @throws Error if it cannot be made */
export async function openKioskProfile({ kind, snap }: Browser, environment: Environment): Promise<KioskProfile> {
  // a snap sees neither /tmp nor hidden folders, but has a folder of its own
  const parent = snap ? join(environment.HOME || homedir(), 'snap', snap, 'common') : environment.TMPDIR || tmpdir()
  await mkdir(parent, { recursive: true })
  await removeLeftOver(parent)
  const folder = await mkdtemp(join(parent, `${PREFIX}${process.pid}-`))
  if (kind === 'firefox') await writeFile(join(folder, 'user.js'), FIREFOX_PREFERENCES)
  return { folder, [Symbol.asyncDispose]: () => remove(folder) }
}

async function removeLeftOver(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-\\w+$`).exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) await remove(join(parent, name)).catch(ofSomebodyElse)
  }
}

function ofSomebodyElse(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPERM' && error.code !== 'EACCES') throw error
}

/** The last processes of a browser may write into it for a moment after its end. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // somebody else's process is one too
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
