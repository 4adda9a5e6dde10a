import { map } from '#flow/map.ts'
import { type Parameters, parametersOf } from '#settings/schema.ts'
import type { SettingsReader } from '#settings/store.ts'
import type { Batch } from './batch.ts'

/** A batch and what shall be done to it. Turning a knob cannot change it any more. */
export type PlannedJob = Batch & { readonly parameters: Parameters }

/** Takes a frozen snapshot of the settings for each batch, as late as possible: when the batch is complete. */
export function toJobs(
  batches: AsyncIterable<Batch>,
  settings: SettingsReader,
): AsyncGenerator<PlannedJob, void, undefined> {
  return map(batches, (batch) => ({ ...batch, parameters: parametersOf(settings.current) }))
}
