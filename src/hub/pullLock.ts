import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { diskError } from './diskError.ts'

/** Stands in the folder of a model while it is downloaded. */
export const LOCK = '.i2i-pull.lock'

type Owner = { readonly pid: number; readonly host: string; readonly since: string }

/**
 * Makes this process the only one that downloads into a folder, until it is disposed. A lock whose process is gone is
 * taken over.
 * @throws OperatorError if another process is at it
 */
export async function openPullLock(folder: string, repo: string): Promise<AsyncDisposable> {
  const path = join(folder, LOCK)
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() } satisfies Owner)
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw diskError(error, folder)
  })
  const held = (await written(path, mine)) ? undefined : await readFile(path, 'utf8').catch(() => '')
  if (held !== undefined && !(await tookOver(path, held, mine))) throw busy(repo, held, path)
  return {
    async [Symbol.asyncDispose]() {
      if ((await readFile(path, 'utf8').catch(() => '')) === mine) await rm(path, { force: true })
    },
  }
}

/** Creates the lock; false if there is one. */
async function written(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw diskError(error, path)
  }
}

/** Replaces the lock of a process that is gone. Of several that try, the claim lets one pass. */
async function tookOver(path: string, held: string, mine: string): Promise<boolean> {
  if (isAlive(held)) return false
  const claim = `${path}.claim`
  const claimed = await open(claim, 'wx').catch(() => undefined)
  if (!claimed) return false
  try {
    if ((await readFile(path, 'utf8').catch(() => '')) !== held) return false
    await writeFile(`${path}.${process.pid}`, mine)
    await rename(`${path}.${process.pid}`, path)
    return true
  } finally {
    await claimed.close()
    await rm(claim, { force: true })
  }
}

/** Whether the owner may still be at work; one on another machine, or one that cannot be read, may. */
function isAlive(held: string): boolean {
  const owner = ownerOf(held)
  if (!owner || owner.host !== hostname()) return true
  // in a container every run may have the same number
  if (owner.pid === process.pid) return Date.parse(owner.since) >= Date.now() - process.uptime() * 1000
  try {
    process.kill(owner.pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function ownerOf(held: string): Owner | undefined {
  try {
    return JSON.parse(held) as Owner
  } catch {
    return undefined
  }
}

function busy(repo: string, held: string, path: string): OperatorError {
  const owner = ownerOf(held)
  const who = owner ? `process ${owner.pid} on ${owner.host}, since ${owner.since}` : 'another process'
  const remedy = `Wait until it has finished. If it is not running any more, delete ${path}`
  return new OperatorError('OUTPUT_UNWRITABLE', `${repo} is being downloaded by ${who}.`, remedy)
}
