import { HUNG_UP } from './failureOf.ts'
import type { FleetMachine } from './fleetMachine.ts'
import { fleetWork, type Outcome, requireAll, type WorkOptions } from './fleetWork.ts'
import { sshText } from './ssh.ts'
import { allUnits, GOING, powerOff, serverUnit } from './unitScripts.ts'

export type ShutdownPlan = { readonly machines: readonly FleetMachine[]; readonly server: FleetMachine }
export type ShutdownOptions = WorkOptions & {
  readonly keepServer: boolean
  /** Command that switches a machine off. */
  readonly powerOff: string
  readonly say: (...lines: string[]) => void
}

/**
 * Stops all services, then switches the workers' machines off, then the server's. What fails does not hold up the rest: whoever
 * presses the key goes home.
 * @throws OperatorError FLEET_INCOMPLETE naming the machines that may still be on
 */
export async function shutdownFleet({ machines, server }: ShutdownPlan, options: ShutdownOptions): Promise<void> {
  const { say, keepServer } = options
  const off = { script: () => powerOff(options.powerOff), done: () => 'is switched off' }
  say('Services of the workers stop.')
  await fleetWork(machines, { script: (machine) => stopText(machine), done: () => 'stopped' }, options)
  if (!keepServer) {
    say('The service of the server stops.')
    await fleetWork([server], { script: () => serverUnit('stop'), done: () => 'stopped' }, options)
  }
  say('The machines of the workers are switched off.')
  const outcomes: Outcome[] = await fleetWork(machines, off, options)
  if (!keepServer) {
    say('The machine of the server is switched off.')
    outcomes.push(...(await fleetWork([server], off, options)))
  }
  requireAll(outcomes.map(gone))
}

/** It cannot say goodbye once its network is down. */
function gone({ machine, ran, failure }: Outcome): Outcome {
  const isGone = failure === undefined || (failure === HUNG_UP && ran.stdout.includes(GOING))
  return isGone ? { machine, ran } : { machine, ran, failure }
}

/** What would be run, in this order. */
export function shutdownText({ machines, server }: ShutdownPlan, options: ShutdownOptions): string[] {
  const { ssh, keepServer } = options
  const last = keepServer ? [] : [server]
  return [
    ...machines.map((machine) => sshText(machine, ssh, stopText(machine))),
    ...last.map((machine) => sshText(machine, ssh, serverUnit('stop'))),
    ...[...machines, ...last].map((machine) => sshText(machine, ssh, powerOff(options.powerOff))),
    '# to undo: the power button of each machine',
  ]
}

/** A machine without a service is switched off all the same. */
function stopText(machine: FleetMachine): string {
  return allUnits(machine, 'stop').replace('exit 5', 'exit 0')
}
