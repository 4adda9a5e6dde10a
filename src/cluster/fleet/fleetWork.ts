import { OperatorError } from '#errors/operatorError.ts'
import { openBoard } from './board.ts'
import { eachMachine } from './eachMachine.ts'
import { failureOf } from './failureOf.ts'
import { type FleetMachine, machineName } from './fleetMachine.ts'
import { runScript, type ScriptRan } from './runScript.ts'
import type { SshOptions } from './ssh.ts'

/** How the work on several machines is done. */
export type WorkOptions = {
  readonly ssh: SshOptions
  readonly atOnce: number
  readonly limitMs: number
  readonly signal: AbortSignal
}

/** What came of one machine. */
export type Outcome = { readonly machine: FleetMachine; readonly ran: ScriptRan; readonly failure?: string }

/** Asked of each machine. */
export type Work = {
  readonly script: (machine: FleetMachine) => string
  /** A few words for the board when it went well. */
  readonly done: (ran: ScriptRan, machine: FleetMachine) => string
  /** Told every line of output; the board is not shown then. */
  readonly onLine?: (machine: FleetMachine, line: string) => void
}

/** Has all machines do something at the same time, and shows how it goes. */
export async function fleetWork(
  machines: readonly FleetMachine[],
  work: Work,
  options: WorkOptions,
): Promise<Outcome[]> {
  const { onLine } = work
  using board = onLine ? undefined : openBoard(machines.map(machineName))
  return eachMachine(machines, options.atOnce, async (machine) => {
    const name = machineName(machine)
    board?.set(name, 'is asked')
    const ran = await runScript(machine, work.script(machine), {
      ...options,
      ...(onLine && { onLine: (line: string) => onLine(machine, line) }),
    })
    options.signal.throwIfAborted()
    const failure = failureOf(ran, options.limitMs)
    board?.settle(name, failure ?? work.done(ran, machine))
    return { machine, ran, ...(failure !== undefined && { failure }) }
  })
}

/** Says which machines have failed and why. @throws OperatorError FLEET_INCOMPLETE if any */
export function requireAll(outcomes: readonly Pick<Outcome, 'machine' | 'failure'>[]): void {
  const failed = outcomes.filter(({ failure }) => failure !== undefined)
  if (failed.length === 0) return
  const lines = failed.map(({ machine, failure }) => `  ${machineName(machine)}: ${failure}`)
  const message = `${failed.length} of ${outcomes.length} machines failed:\n${lines.join('\n')}`
  throw new OperatorError('FLEET_INCOMPLETE', message, 'docs/fleet.md tells what helps against each.')
}
