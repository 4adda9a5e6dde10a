import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import type { Place } from './machine.ts'
import { SERVICE_USER } from './unitOf.ts'

/**
 * Who runs a server or a worker if nobody is named: a user of its own. Where the program lies in somebody's home, which others
 * cannot read, that person.
 * @throws OperatorError SERVICE_FAILED where only root could
 */
export function whoRuns({ program, folder, node }: Place): string {
  const closed = [program, folder, node].find((path) => !isOpenToAll(path))
  if (closed === undefined) return SERVICE_USER
  const owner = nameOf(statSync(folder).uid)
  if (owner !== 'root') return owner
  const remedy = 'Move the folder to /opt, or name somebody who can read it: --user NAME'
  throw new OperatorError('SERVICE_FAILED', `Only root can read ${closed}.`, remedy)
}

/** The person at the keyboard, also behind sudo. @param environment variables of this process */
export function personOf(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.SUDO_USER ?? nameOf(process.getuid?.() ?? 0)
}

/** Whether everybody can get there: each folder on the way can be passed, and it can be read. */
function isOpenToAll(path: string): boolean {
  const needed = statSync(path).isDirectory() ? 0o5 : 0o4
  if ((statSync(path).mode & needed) !== needed) return false
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o1) === 0) return false
  }
  return true
}

function nameOf(uid: number): string {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  return lines.map((line) => line.split(':')).find((fields) => Number(fields[2]) === uid)?.[0] ?? String(uid)
}
