import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Role } from './role.ts'

export type JournalOptions = {
  /** Left out: all. */
  readonly role?: Role
  readonly lines: number
  readonly isFollowing: boolean
  readonly signal: AbortSignal
}

/** The command that shows the log of the services. */
export function journalWords({ role, lines, isFollowing }: Omit<JournalOptions, 'signal'>): string[] {
  const units = role === 'worker' ? 'i2i-worker@*' : `i2i-${role ?? '*'}`
  // a display belongs to its user's session, where the journal keeps it under another key
  const which = [...(role === 'display' ? [] : ['--unit', units]), ...userUnit(role)]
  return [
    'journalctl',
    '--no-pager',
    '--output=short-iso',
    `--lines=${lines}`,
    ...(isFollowing ? ['--follow'] : []),
    ...which,
  ]
}

/** Shows the log on this process's own terminal, until it ends or the signal aborts. @throws OperatorError SERVICE_FAILED */
export async function showJournal(options: JournalOptions): Promise<void> {
  const [program = '', ...args] = journalWords(options)
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const stop = () => child.kill('SIGTERM')
  options.signal.addEventListener('abort', stop, { once: true })
  try {
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0 && !options.signal.aborted) throw new Error(`exit code ${code}`)
  } catch (error) {
    const remedy = 'The journal is read with the rights of root or the group adm: put sudo in front.'
    throw new OperatorError('SERVICE_FAILED', `journalctl cannot show the log: ${reasonOf(error)}.`, remedy)
  } finally {
    options.signal.removeEventListener('abort', stop)
  }
}

function userUnit(role: Role | undefined): string[] {
  return role === undefined || role === 'display' ? ['--user-unit', 'i2i-display'] : []
}
