import { stat } from 'node:fs/promises'
import { OperatorError } from '#errors/operatorError.ts'
import type { Plan } from './planTasks.ts'
import { differences, type Render } from './renderRecord.ts'
import type { Task } from './task.ts'

export type LeftOptions = {
  readonly plan: Plan
  /** What was made earlier in this folder. */
  readonly renders: readonly Render[]
  /** What is to be made now. */
  readonly now: Pick<Render, 'from' | 'madeWith'>
  readonly overwrite: boolean
}

/**
 * The pictures that are still to be made. Done are those that were made with the same settings, later than their input.
 * @throws OperatorError OUTPUT_UNWRITABLE if others are there already and nobody said that they shall be replaced
 */
export async function leftToDo({ plan, renders, now, overwrite }: LeftOptions): Promise<readonly Task[]> {
  if (overwrite) return plan.tasks
  const { isSingle } = plan
  const madeBy = new Map(renders.flatMap((render) => render.files.map((file) => [file, render])))
  const left: Task[] = []
  const foreign: Task[] = []
  const otherwise: Render[] = []
  for (const task of plan.tasks) {
    const madeMs = await modifiedMs(task.to)
    const render = madeBy.get(task.name)
    if (madeMs === undefined) left.push(task)
    else if (!render) foreign.push(task)
    else if (isSingle)
      left.push(task) // it was named, and it is ours
    else if (differences(render, now).length > 0) otherwise.push(render)
    else if (madeMs < Math.max(render.sinceMs, (await modifiedMs(task.from)) ?? 0)) left.push(task)
  }
  const [first] = otherwise
  if (isSingle && foreign.length > 0) throw refusal(`${plan.tasks[0]?.to} is already there.`, 'another name')
  if (foreign.length > 0)
    throw refusal(`${countOf(foreign)} already in ${plan.folder}, not made by i2i render.`, 'another folder')
  if (first) {
    const what = `${countOf(otherwise)} already in ${plan.folder}, made otherwise: ${said(differences(first, now))}.`
    throw refusal(what, 'another folder')
  }
  return left
}

const MAX_SAID = 4

function said(all: readonly string[]): string {
  const more = all.length > MAX_SAID ? [`${all.length - MAX_SAID} more`] : []
  return [...all.slice(0, MAX_SAID), ...more].join(', ')
}

function countOf({ length }: readonly unknown[]): string {
  return length === 1 ? '1 of the pictures is' : `${length} of the pictures are`
}

function refusal(what: string, other: string): OperatorError {
  return new OperatorError('OUTPUT_UNWRITABLE', what, `Choose ${other}, or add --overwrite to replace what is there.`)
}

async function modifiedMs(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.mtimeMs
}
