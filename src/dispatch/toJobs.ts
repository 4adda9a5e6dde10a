import { map } from '#flow/map.ts'
import type { Frame } from '#frame/frame.ts'
import type { Look } from '#frame/look.ts'
import type { Parameters } from '#settings/schema.ts'
import type { Batch } from './batch.ts'

/** What shall be done to some frames. */
export type Plan = {
  readonly parameters: Parameters
  /** One for each frame. */
  readonly looks: readonly Look[]
}

/** A batch and what shall be done to it. Turning a knob cannot change it any more. */
export type PlannedJob = Batch & Plan

/** Decides what shall be done to each batch as late as possible: when it is complete. */
export function toJobs(
  batches: AsyncIterable<Batch>,
  plan: (frames: readonly Frame[]) => Plan,
): AsyncGenerator<PlannedJob, void, undefined> {
  return map(batches, (batch) => ({ ...batch, ...plan(batch.frames) }))
}
