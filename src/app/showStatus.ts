import type { CueProgress } from '#desk/desk.ts'
import type { Clock } from '#flow/clock.ts'
import type { Motion } from '#motion/motion.ts'
import type { PromptGate } from '#prompts/promptGate.ts'
import type { ShowStatus } from '#telemetry/status.ts'

export type ShowStatusOptions = {
  readonly motion: Motion
  readonly gate: PromptGate
  readonly clock: Clock
  /** The cue that is on its way, if one is. */
  readonly cue: () => CueProgress | undefined
  /** Who made the newest picture, if there is one. */
  readonly worker: () => string | undefined
}

/** What is in the picture right now, with prompts as they were given and as the model gets them. */
export function showStatus({ motion, gate, clock, cue, worker }: ShowStatusOptions): ShowStatus {
  const { prompts, seeds } = motion.lookAt(clock.now())
  const inProgress = cue()
  const maker = worker()
  return {
    prompts: prompts.map(({ text, weight }) => ({ ...gate.admitted(text), weight })),
    seeds,
    ...(maker !== undefined && { worker: maker }),
    ...(inProgress && { cue: inProgress }),
    ...gate.state,
  }
}
