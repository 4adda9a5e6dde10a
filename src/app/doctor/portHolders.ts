import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Who has a port. What other users run is not told to everybody. */
export type Holder = { readonly pid?: number; readonly command?: string }

export type PortQuestion = { readonly kind: 'tcp' | 'udp'; readonly port: number }

const LISTENING = '0A'

/**
 * Who listens on a port of this machine, as Linux tells it.
 * @param proc where the kernel tells
 * @returns undefined if nobody does
 */
export async function portHolder({ kind, port }: PortQuestion, proc = '/proc'): Promise<Holder | undefined> {
  const tables = [kind, `${kind}6`].map((name) => readFile(join(proc, 'net', name), 'utf8').catch(() => ''))
  const sockets = (await Promise.all(tables)).flatMap((table) => socketsIn(table, kind, port))
  if (sockets.length === 0) return undefined
  const pid = await ownerOf(new Set(sockets.map((inode) => `socket:[${inode}]`)), proc)
  if (pid === undefined) return {}
  const command = await readFile(join(proc, String(pid), 'cmdline'), 'utf8').catch(() => '')
  return { pid, command: command.replaceAll('\0', ' ').trim() }
}

/** The inodes of sockets in a table of the kernel that listen on a port. @see proc_net(5) */
export function socketsIn(table: string, kind: PortQuestion['kind'], port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      const isHere = local?.endsWith(suffix) && (kind === 'udp' || state === LISTENING)
      return isHere && inode ? [inode] : []
    })
}

async function ownerOf(links: ReadonlySet<string>, proc: string): Promise<number | undefined> {
  const names = await readdir(proc).catch(() => [])
  const pids = names.filter((name) => /^\d+$/.test(name))
  const owners = await Promise.all(
    pids.map(async (pid) => {
      // other users' processes, and those that have just ended, show nothing
      const fds = await readdir(join(proc, pid, 'fd')).catch(() => [])
      const targets = await Promise.all(fds.map((fd) => readlink(join(proc, pid, 'fd', fd)).catch(() => '')))
      return targets.some((target) => links.has(target)) ? Number(pid) : undefined
    }),
  )
  return owners.find((pid) => pid !== undefined)
}
