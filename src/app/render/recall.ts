import type { Clock } from '#flow/clock.ts'
import { leftToDo } from './leftToDo.ts'
import type { Plan } from './planTasks.ts'
import { type Render, readRecord, recordFiles } from './renderRecord.ts'
import type { Task } from './task.ts'

export type RecallOptions = {
  readonly plan: Plan
  /** What is to be made now. */
  readonly now: Pick<Render, 'from' | 'madeWith'>
  readonly overwrite: boolean
  readonly clock: Clock
}

/** What earlier runs have left to do. */
export type Recalled = {
  readonly left: readonly Task[]
  /** Notes in the output's folder what these pictures are made with; the next run goes by it. */
  remember(): Promise<void>
}

/** The clocks of some file systems are a little behind. */
const BEHIND_MS = 20

/** Looks into the output's folder for what is done already. @throws OperatorError as `leftToDo` */
export async function recall({ plan, now, overwrite, clock }: RecallOptions): Promise<Recalled> {
  const renders = await readRecord(plan.folder)
  const left = await leftToDo({ plan, renders, now, overwrite })
  const files = left.map(({ name }) => name)
  const sinceMs = overwrite && !plan.isSingle ? clock.wallMs() - BEHIND_MS : undefined
  return { left, remember: () => recordFiles(plan.folder, renders, now, { files, sinceMs }) }
}
