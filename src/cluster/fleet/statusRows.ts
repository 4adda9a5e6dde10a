import { machineName } from './fleetMachine.ts'
import type { Outcome } from './fleetWork.ts'
import { type Probe, readProbe, type WorkerUnit } from './probe.ts'
import { type ServerView, workerOf } from './serverView.ts'

export const STATUS_HEADING = ['MACHINE', 'UP', 'LOAD', 'DISK FREE', 'VERSION', 'GPU', 'SERVICE', 'STATE', 'SERVER']

/** A machine as rows of a table: one for each of its workers' services, or one that says why there is none. */
export function statusRows({ machine, ran, failure }: Outcome, view: ServerView | undefined): string[][] {
  const name = machineName(machine)
  if (failure !== undefined) return [[name, ...Array<string>(6).fill(''), '', failure]]
  const probe = readProbe(ran.stdout)
  const first = [name, ...machineCells(probe)]
  if (probe.units.length === 0) return [[...first, 'none', '', '']]
  const others = [name, ...machineCells(probe).map(() => '')]
  return probe.units.map((unit, i) => [...(i === 0 ? first : others), unit.unit, unit.state, seen(unit, view)])
}

function machineCells({ uptime, load, diskFree, version, gpus }: Probe): string[] {
  return [uptime, load, diskFree, version, gpus.join(', ')]
}

function seen(unit: WorkerUnit, view: ServerView | undefined): string {
  if (view === undefined) return 'unknown'
  const worker = workerOf(unit, view)
  return worker ? `sees ${worker.id}: ${worker.state}` : 'does not see it'
}
