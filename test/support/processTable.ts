import { readdirSync, readFileSync } from 'node:fs'

const TICKS_PER_S = 100
const PAGE_BYTES = 4096

/** A process and everything that it has started, as far as it is still there. Linux only, like all in this file. */
export function familyOf(root: number): number[] {
  const all = [root]
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(stat(Number(name))?.[1] ?? -1)])
  for (let i = 0; i < all.length; i++) all.push(...parents.flatMap(([pid, parent]) => (parent === all[i] ? [pid] : [])))
  return all
}

/** Whether a process is running. One that has ended but was not collected by its parent yet counts as gone. */
export function isRunning(pid: number): boolean {
  const state = stat(pid)?.[0]
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** CPU time that a process has used so far; 0 when it has gone. */
export function cpuSecondsOf(pid: number): number {
  const fields = stat(pid)
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S : 0
}

/** Memory of a process that is resident; 0 when it has gone. */
export function residentBytesOf(pid: number): number {
  return Number(stat(pid)?.[21] ?? 0) * PAGE_BYTES
}

/** The fields of /proc/PID/stat behind the name; undefined when the process has gone. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}
