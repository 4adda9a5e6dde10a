import { readFile } from 'node:fs/promises'

/** A process that can be told from a later one with the same number; undefined when it has ended. Linux only. */
export async function processName(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    // behind the program's name, which may contain anything: field 3 is the state, field 22 the time of its start
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : `${pid}@${fields[19]}`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

/** Those of the named processes that are still running. */
export async function stillRunning(names: readonly string[]): Promise<string[]> {
  const now = await Promise.all(names.map((name) => processName(Number.parseInt(name, 10))))
  return names.filter((name, i) => name === now[i])
}
