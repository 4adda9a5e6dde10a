import { type FleetMachine, machineName } from './fleetMachine.ts'
import type { Outcome } from './fleetWork.ts'
import { shellWord } from './shellWord.ts'

/** A machine without a service gets the line that installs it, with the cards and options that `fleet.toml` has for it. */
export function withRemedy(outcome: Outcome): Outcome {
  if (outcome.failure !== 'no such unit') return outcome
  return {
    ...outcome,
    failure: `no such unit; on ${machineName(outcome.machine)} run: ${installLine(outcome.machine)}`,
  }
}

function installLine({ folder, gpus, flags }: FleetMachine): string {
  const options = flags.length > 0 ? ` -- ${flags.map(shellWord).join(' ')}` : ''
  const cards = gpus === undefined ? 'all' : gpus.join(',')
  return `cd ${shellWord(folder)} && sudo npx i2i service install worker --gpu ${cards}${options}`
}
