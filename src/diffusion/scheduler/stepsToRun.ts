import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { OperatorError } from '#errors/operatorError.ts'

/**
 * How many steps at the end of a schedule are run: all of them forget the picture, one alone keeps most of it.
 *
 * Strength is brought to between `1 / numInferenceSteps` and 1, so one step is the least. For some lengths (49, 98, …)
 * `floor(1 / n · n)` is 0 in double precision; that is one step too.
 *
 * @returns a whole number from 1 to `numInferenceSteps`
 * @see diffusers `StableDiffusionImg2ImgPipeline.get_timesteps`
 */
export function stepsToRun(numInferenceSteps: number, strength: number): number {
  const steps = Math.floor(numInferenceSteps * clampedStrength(numInferenceSteps, strength))
  return Math.max(1, Math.min(steps, numInferenceSteps))
}

/** Strength, at least as much as one step and at most 1. */
export function clampedStrength(numInferenceSteps: number, strength: number): number {
  return Math.min(Math.max(1 / numInferenceSteps, strength), 1)
}

/** @throws OperatorError SETTING_INVALID for what no schedule can be made of */
export function assertRunnable(numInferenceSteps: number, strength: number, config: SchedulerConfig): void {
  const longest = config.num_train_timesteps
  if (!Number.isInteger(numInferenceSteps) || numInferenceSteps < 1 || numInferenceSteps > longest) {
    throw new OperatorError(
      'SETTING_INVALID',
      `numInferenceSteps cannot be ${numInferenceSteps}: the model was trained with ${longest} timesteps.`,
      `Give a whole number from 1 to ${longest}; 1 to 4 for a turbo model.`,
    )
  }
  if (!Number.isFinite(strength)) {
    throw new OperatorError('SETTING_INVALID', `strength cannot be ${strength}.`, 'Give a number from 0 to 1.')
  }
}
