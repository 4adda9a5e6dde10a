import { existsSync } from 'node:fs'
import { type FleetMachine, machineName } from './fleetMachine.ts'
import { fleetWork, type Outcome, requireAll, type WorkOptions } from './fleetWork.ts'
import { shellWord } from './shellWord.ts'
import { copyKeyWords, ensureKey, makeKeyWords, onTerminal } from './sshKey.ts'

export type CopyKeysOptions = WorkOptions & {
  /** Path of the private key. */
  readonly key: string
  readonly say: (...lines: string[]) => void
}

const REFUSED = /^wrong key/

/**
 * Takes the key to every machine that does not have it. They are asked one after the other, because each wants a password.
 * @throws OperatorError FLEET_INCOMPLETE
 */
export async function copyKeys(machines: readonly FleetMachine[], options: CopyKeysOptions): Promise<void> {
  const { key, say, ssh, signal } = options
  say((await ensureKey(key)) ? `${key} is made.` : `${key} is there.`)
  const outcomes: Pick<Outcome, 'machine' | 'failure'>[] = []
  for (const { machine, failure } of await withOnly(key, machines, options)) {
    const name = machineName(machine)
    if (failure === undefined) say(`${name} has it already.`)
    // what is wrong otherwise no password mends
    if (failure === undefined || !REFUSED.test(failure)) outcomes.push({ machine, ...(failure && { failure }) })
    else {
      const code = await onTerminal(copyKeyWords(machine, key, ssh))
      signal.throwIfAborted()
      if (code === 0) say(`${name} has it now.`)
      outcomes.push({ machine, ...(code !== 0 && { failure: `ssh-copy-id ended with exit code ${code}` }) })
    }
  }
  requireAll(outcomes)
}

/** What would be run. */
export function copyKeysText(machines: readonly FleetMachine[], { key, ssh }: CopyKeysOptions): string[] {
  const make = existsSync(key) ? [] : [makeKeyWords(key)]
  const all = [...make, ...machines.map((machine) => copyKeyWords(machine, key, ssh))]
  return [
    ...all.map((words) => words.map(shellWord).join(' ')),
    '# to undo: delete the line from ~/.ssh/authorized_keys there',
  ]
}

function withOnly(key: string, machines: readonly FleetMachine[], options: CopyKeysOptions): Promise<Outcome[]> {
  const ssh = { ...options.ssh, onlyKey: key }
  // without a board: that the key is not known yet is why this is run
  const work = { script: () => 'exit 0', done: () => '', onLine: () => undefined }
  return fleetWork(machines, work, { ...options, ssh })
}
