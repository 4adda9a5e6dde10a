import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { OperatorError } from '#errors/operatorError.ts'

export type LcmTimesteps = {
  readonly config: SchedulerConfig
  readonly count: number
  /** Share of the timesteps of the distillation that are chosen from, 1 for all. */
  readonly strength: number
  readonly version: '0.23' | 'later'
}

/**
 * Timesteps of a latent consistency model: some of the `original_inference_steps` it was distilled at, from the noisiest down.
 *
 * diffusers 0.23 takes every k-th of them, from 0.25 on they are spread evenly. Where strength leaves fewer than `count`,
 * diffusers raises an error; here strength is raised until they suffice, since it may move while the show runs.
 *
 * @returns [count]
 * @throws OperatorError SETTING_INVALID if `count` is above `original_inference_steps`
 * @see Luo et al. 2023, https://arxiv.org/abs/2310.04378; diffusers `LCMScheduler.set_timesteps`
 */
export function lcmTimesteps({ config, count, strength, version }: LcmTimesteps): number[] {
  const { original_inference_steps: original, num_train_timesteps: trained } = config
  if (count > original) {
    throw new OperatorError(
      'SETTING_INVALID',
      `numInferenceSteps cannot be ${count}: this latent consistency model was distilled at ${original} timesteps.`,
      `Give a whole number from 1 to ${original}; 1 to 8 is usual.`,
    )
  }
  const length = Math.max(count, Math.floor(original * strength))
  const stride = Math.floor(trained / original)
  const skip = Math.floor(length / count)
  const index = version === 'later' ? (i: number) => Math.floor(i * (length / count)) : (i: number) => i * skip
  return Array.from({ length: count }, (_, i) => (length - index(i)) * stride - 1)
}
