import { type FleetMachine, machineName } from './fleetMachine.ts'
import { shellWord } from './shellWord.ts'

/** How machines are reached. */
export type SshOptions = {
  /** Instead of ~/.ssh/config; empty for that. */
  readonly config: string
  /** Longest time in s to reach a machine. */
  readonly connectS: number
  /** Path of a key; besides it only those that the configuration names are tried, none of an agent. */
  readonly onlyKey?: string
}

/**
 * The command that has a machine run a script that comes by standard input: so neither the script nor what is in it passes through
 * the words of a login shell, whichever that is, or stands in a list of processes.
 *
 * A machine that is met for the first time is remembered (`accept-new`), one whose key has changed is refused.
 */
export function sshWords(machine: FleetMachine, options: SshOptions): string[] {
  return machine.host === undefined
    ? ['sh', '-s']
    : ['ssh', '-T', ...sshOptions(machine, options), '--', machine.host, 'sh -s']
}

/** What ssh and ssh-copy-id have in common. */
export function sshOptions(
  { user, port }: FleetMachine,
  { config, connectS, onlyKey }: SshOptions,
  isAsking = false,
): string[] {
  const settings = [
    `BatchMode=${isAsking ? 'no' : 'yes'}`,
    `ConnectTimeout=${connectS}`,
    'StrictHostKeyChecking=accept-new',
    // a machine that is switched off in the middle is noticed, also with a long time limit
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    'ForwardAgent=no',
    ...(onlyKey === undefined ? [] : ['IdentitiesOnly=yes']),
    ...(user === undefined ? [] : [`User=${user}`]),
  ]
  return [
    ...(config === '' ? [] : ['-F', config]),
    ...settings.flatMap((setting) => ['-o', setting]),
    ...(onlyKey === undefined ? [] : ['-i', onlyKey]),
    ...(port === undefined ? [] : ['-p', String(port)]),
  ]
}

/** What would be run, as a person would type it. @param script as for {@link sshWords} */
export function sshText(machine: FleetMachine, options: SshOptions, script: string): string {
  const line = sshWords(machine, options).map(shellWord).join(' ')
  return `# ${machineName(machine)}\n${line} <<'END_OF_SCRIPT'\n${wholeScript(script).trimEnd()}\nEND_OF_SCRIPT`
}

/**
 * A script as it is sent: a function that is called at its end. So a script that arrives only in part does nothing, and no
 * command in it reads the rest of the script as its input.
 */
export function wholeScript(script: string): string {
  return `main() {\n${script.trimEnd()}\n}\nmain </dev/null\nexit\n`
}
