import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { type Finding, type FindingGroup, note, type Outcome, problem } from './finding.ts'
import type { Machine } from './machine.ts'

/** One thing that the doctor looks at. */
export type Check = {
  readonly group: FindingGroup
  readonly name: string
  /** Longest time that it may take in ms, if it is not the usual one. */
  readonly withinMs?: number
  look(machine: Machine): Promise<Outcome | readonly Outcome[]>
}

const WITHIN_MS = 8000

/** Makes a check, whatever it does: one that fails or hangs is a finding like any other. */
export async function findingsOf(check: Check, machine: Machine): Promise<Finding[]> {
  const { group, name, withinMs = WITHIN_MS } = check
  const late = Promise.withResolvers<Outcome>()
  const timer = setTimeout(() => late.resolve(unanswered(withinMs)), withinMs)
  const looking = looked(check, machine).catch(failed)
  const outcomes = await Promise.race([looking, late.promise]).finally(() => clearTimeout(timer))
  return [outcomes].flat().map((outcome) => ({ group, ...outcome, name: outcome.name ?? name }))
}

/** In an async function of its own, so that what is thrown at once is caught as well. */
async function looked(check: Check, machine: Machine): Promise<Outcome | readonly Outcome[]> {
  return check.look(machine)
}

function failed(error: unknown): Outcome {
  if (error instanceof OperatorError) return problem(error.message, error.remedy)
  return note(`could not be looked at: ${reasonOf(error)}`)
}

function unanswered(withinMs: number): Outcome {
  return note(`gave no answer within ${withinMs / 1000} s`, 'Run the doctor again when the machine is less busy.')
}
