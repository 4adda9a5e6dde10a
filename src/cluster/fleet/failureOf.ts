import type { ScriptRan } from './runScript.ts'

/** How ssh ends when it is ssh that has failed, not what it was to run. */
const SSH_FAILED = 255

/** The connection was lost; a machine that is being switched off does that. */
export const HUNG_UP = 'it hung up'

/** What ssh says, and what it means. The first that fits counts. */
const OF_SSH: readonly (readonly [RegExp, string])[] = [
  [
    /IDENTIFICATION HAS CHANGED/,
    'host key changed: another machine answers there, or it was installed anew (ssh-keygen -R HOST)',
  ],
  [/Host key verification failed|No .* host key is known/, 'host key is not accepted'],
  [
    /Permission denied|Too many authentication failures/,
    'wrong key: it lets nobody in with it (npx i2i fleet copy-keys)',
  ],
  [/Connection refused/, 'refused: no ssh listens there'],
  [/No route to host|Network is unreachable/, 'no route: is it switched on and in this network?'],
  [/Could not resolve hostname/, 'no machine of that name'],
  [/timed out|Timeout, server .* not responding/, 'time-out: no answer'],
  [/Connection (closed|reset)|kex_exchange_identification|Broken pipe/, HUNG_UP],
]

const OF_SYSTEMD: readonly (readonly [RegExp, string])[] = [
  [/Unit .* (not found|could not be found|not loaded)|NO_UNIT/, 'no such unit'],
  [/authentication required|Access denied/i, 'not allowed: the user must belong to the group i2i there'],
  [/has not been booted with systemd|systemctl: (command )?not found/, 'no systemd there'],
]

/** Why a script has failed, in words; undefined if it has not. */
export function failureOf({ code, stderr }: ScriptRan, limitMs: number): string | undefined {
  if (code === 0) return undefined
  if (code === null) return `time-out: not done within ${limitMs / 1000} s`
  const table = code === SSH_FAILED ? OF_SSH : OF_SYSTEMD
  return table.find(([pattern]) => pattern.test(stderr))?.[1] ?? otherFailure(code, stderr)
}

function otherFailure(code: number, stderr: string): string {
  const last = stderr.trim().split('\n').at(-1) ?? ''
  return last === '' ? `exit code ${code}` : `${last.slice(0, 300)} (exit code ${code})`
}
