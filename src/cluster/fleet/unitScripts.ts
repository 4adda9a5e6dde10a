import { unitName } from '../service/role.ts'
import type { FleetMachine } from './fleetMachine.ts'
import { shellWord } from './shellWord.ts'

const SYSTEMCTL = 'systemctl --no-ask-password'

/**
 * Shell lines that put the units of a machine's workers into `$units`: those that are named, or all that are installed.
 * `list-unit-files` also knows those that are stopped.
 */
export function findUnits({ gpus }: FleetMachine): string {
  if (gpus) return `units='${gpus.map((gpu) => unitName('worker', gpu)).join(' ')}'`
  return `units=$({
  systemctl list-unit-files --no-legend 'i2i-worker@*.service'
  systemctl list-units --all --plain --no-legend 'i2i-worker@*.service'
} | sed -n 's/^[^a-z]*\\(i2i-worker@[0-9A-Za-z_.-]\\{1,\\}\\.service\\).*/\\1/p' | sort -u)`
}

/** Starts or stops all workers of a machine. */
export function allUnits(machine: FleetMachine, verb: 'start' | 'stop'): string {
  return `${findUnits(machine)}
if [ -z "$units" ]; then echo NO_UNIT >&2; exit 5; fi
${SYSTEMCTL} ${verb} $units && echo $units
`
}

/** One unit, started anew. */
export function restartUnit(unit: string): string {
  return `${SYSTEMCTL} reset-failed ${shellWord(unit)} 2>/dev/null\n${SYSTEMCTL} restart ${shellWord(unit)}\n`
}

/** The service of the server, where there is one. */
export function serverUnit(verb: 'start' | 'stop'): string {
  return `if systemctl cat ${unitName('server')} >/dev/null 2>&1; then ${SYSTEMCTL} ${verb} ${unitName('server')}; fi\n`
}

/** What a machine says before it is switched off: from then on it may well hang up. */
export const GOING = 'is switched off now'

/** Switches a machine off. @param command as the operator has given it */
export function powerOff(command: string): string {
  return `echo ${shellWord(GOING)}
exec sh -c ${shellWord(command)} </dev/null
`
}

/** A command in the folder of a machine. */
export function inFolder({ folder }: FleetMachine, command: string): string {
  return `cd ${shellWord(folder.startsWith('-') ? `./${folder}` : folder)} || exit
exec sh -c ${shellWord(command)} </dev/null
`
}
