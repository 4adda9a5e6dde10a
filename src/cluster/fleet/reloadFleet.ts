import { OperatorError } from '#errors/operatorError.ts'
import { failureOf } from './failureOf.ts'
import { type FleetMachine, machineName } from './fleetMachine.ts'
import { fleetWork, requireAll, type WorkOptions } from './fleetWork.ts'
import { probeScript, readProbe, type WorkerUnit } from './probe.ts'
import { type ReloadOptions, reloadUnit } from './reloadUnit.ts'
import { runScript } from './runScript.ts'
import { serverView } from './serverView.ts'
import { type SshOptions, sshText } from './ssh.ts'
import { restartUnit } from './unitScripts.ts'

export type ReloadFleetOptions = WorkOptions &
  Pick<ReloadOptions, 'server' | 'clock' | 'backWithinMs'> & { readonly say: (...lines: string[]) => void }

type Step = { readonly machine: FleetMachine; readonly unit: WorkerUnit }

/** Services that somebody has stopped stay stopped. */
const STOPPED = ['inactive', 'deactivating']

/**
 * Restarts all workers one after the other.
 * @throws OperatorError FLEET_INCOMPLETE naming the first that has not come back, and those that were not tried
 */
export async function reloadFleet(machines: readonly FleetMachine[], options: ReloadFleetOptions): Promise<void> {
  const { clock, say } = options
  const { workers } = await serverView(options.server)
  const outcomes = await fleetWork(machines, { script: probeScript, done: () => 'answered' }, options)
  const steps = outcomes
    .filter(({ failure }) => failure === undefined)
    .flatMap(({ machine, ran }) => readProbe(ran.stdout).units.map((unit) => ({ machine, unit })))
  const running = steps.filter(({ unit }) => !STOPPED.includes(unit.state))
  for (const step of steps.filter((step) => !running.includes(step))) say(`${stepName(step)}: is stopped and stays so`)
  const ready = workers.filter(({ state }) => state === 'ready').length
  if (ready < 2 && running.length > 0)
    say(`Only ${ready} worker is ready: the picture stands still while it starts anew.`)
  for (const [i, step] of running.entries()) {
    const beganMono = clock.now()
    const problem = await reloadStep(step, options)
    if (problem !== undefined) throw stopped(running, i, problem)
    say(
      `${stepName(step)}: ready again after ${((clock.now() - beganMono) / 1000).toFixed(1)} s (${i + 1} of ${running.length})`,
    )
  }
  requireAll(outcomes)
  if (running.length === 0) throw nothingRuns()
}

/** What would be run. */
export function reloadText(machines: readonly FleetMachine[], ssh: SshOptions, server: string): string[] {
  const waits = [
    `# then for each unit that runs, one after the other:`,
    `#   POST ${server}/api/workers/ID/bench, until it has no job in hand`,
    `#   on its machine: ${restartUnit('i2i-worker@N.service').trim().replaceAll('\n', '; ')}`,
    `#   GET ${server}/api/status, until the worker is ready again; POST ${server}/api/workers/ID/unbench`,
    '# there is nothing to undo',
  ]
  return [...machines.map((machine) => sshText(machine, ssh, probeScript(machine))), ...waits]
}

function reloadStep(step: Step, options: ReloadFleetOptions): Promise<string | undefined> {
  const restart = async (unit: string) =>
    failureOf(await runScript(step.machine, restartUnit(unit), options), options.limitMs)
  return reloadUnit(step.unit, { ...options, restart, say: (state) => options.say(`${stepName(step)}: ${state}`) })
}

function stepName({ machine, unit }: Step): string {
  return `${machineName(machine)} ${unit.unit}`
}

function stopped(steps: readonly Step[], at: number, problem: string): OperatorError {
  const left = steps.slice(at + 1).map(stepName)
  const others = left.length > 0 ? ` Not restarted: ${left.join(', ')}.` : ''
  const step = steps[at] as Step
  const message = `${stepName(step)} has not come back: ${problem}.${others}`
  const remedy = `Look why: npx i2i fleet run "journalctl -u ${step.unit.unit} -n 50"`
  return new OperatorError('FLEET_INCOMPLETE', message, remedy)
}

function nothingRuns(): OperatorError {
  return new OperatorError('FLEET_INCOMPLETE', 'No worker runs on these machines.', 'Start them: npx i2i fleet start')
}
