import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { alphasCumprod } from './alphasCumprod.ts'
import { lcmTimesteps } from './lcmTimesteps.ts'
import type { Scheduler, Step } from './scheduler.ts'
import { assertRunnable, clampedStrength, stepsToRun } from './stepsToRun.ts'

export type LcmOptions = {
  /**
   * false: strength cuts the first steps off, as in `StableDiffusionImg2ImgPipeline`. true: all steps are run and strength
   * shortens the schedule that they are chosen from, as in `LatentConsistencyModelImg2ImgPipeline`.
   */
  readonly lcmPipeline?: boolean
  /** Whose choice of timesteps: that of diffusers 0.23, or that of 0.25 and later. */
  readonly lcmTimesteps?: '0.23' | 'later'
}

/**
 * Multistep consistency sampling: the model's guess of the picture, and noise again for the next step. The last step adds
 * none and draws none.
 *
 * @throws OperatorError CHECKPOINT_UNSUPPORTED for `clip_sample` and `thresholding`, whose steps are not linear
 * @see Luo et al. 2023, https://arxiv.org/abs/2310.04378; diffusers `LCMScheduler`
 */
export function lcmScheduler(config: SchedulerConfig, options: LcmOptions = {}): Scheduler {
  const { lcmPipeline = false, lcmTimesteps: version = '0.23' } = options
  assertSupported(config)
  const alphas = alphasCumprod(config)
  return {
    schedule({ numInferenceSteps: count, strength }) {
      assertRunnable(count, strength, config)
      const share = lcmPipeline ? clampedStrength(count, strength) : 1
      const timesteps = lcmTimesteps({ config, count, strength: share, version })
      const first = lcmPipeline ? 0 : count - stepsToRun(count, strength)
      const steps = timesteps.slice(first).map((timestep, i) => {
        const next = timesteps[first + i + 1]
        return lcmStep(config, timestep, alphas[timestep], next === undefined ? undefined : alphas[next])
      })
      const alpha = alphas[timesteps[first]]
      return { timesteps, steps, addNoise: { latents: Math.sqrt(alpha), noise: Math.sqrt(1 - alpha) } }
    },
  }
}

/** @param nextAlpha ᾱ of the next step, undefined for the last */
function lcmStep(config: SchedulerConfig, timestep: number, alpha: number, nextAlpha: number | undefined): Step {
  const { skip, out } = boundaryScalings(timestep * config.timestep_scaling)
  const x0 = predictedPicture(config, timestep, alpha)
  const kept = nextAlpha === undefined ? 1 : Math.sqrt(nextAlpha)
  return {
    timestep,
    inputScale: 1,
    sample: kept * (out * x0.sample + skip),
    modelOutput: kept * out * x0.modelOutput,
    noise: nextAlpha === undefined ? 0 : Math.sqrt(1 - nextAlpha),
    drawsNoise: nextAlpha !== undefined,
  }
}

/** How much of the sample itself is kept: all at timestep 0. Song et al. 2023, appendix C, https://arxiv.org/abs/2303.01469 */
function boundaryScalings(scaledTimestep: number): { skip: number; out: number } {
  const sigmaData = 0.5
  const power = scaledTimestep ** 2 + sigmaData ** 2
  return { skip: sigmaData ** 2 / power, out: scaledTimestep / Math.sqrt(power) }
}

/** x0 as a sum of the sample and what the model predicts: the noise, the velocity or x0 itself. */
function predictedPicture(
  config: SchedulerConfig,
  timestep: number,
  alpha: number,
): { sample: number; modelOutput: number } {
  const [signal, noise] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)]
  switch (config.prediction_type) {
    case 'epsilon':
      if (alpha === 0) throw nothingToPredict(timestep)
      return { sample: 1 / signal, modelOutput: -noise / signal }
    case 'v_prediction':
      return { sample: signal, modelOutput: -noise }
    case 'sample':
      return { sample: 0, modelOutput: 1 }
    default:
      throw new RangeError(`prediction_type ${config.prediction_type} is unknown`)
  }
}

function assertSupported(config: SchedulerConfig): void {
  const { original_inference_steps: original, num_train_timesteps: trained } = config
  const key = config.thresholding ? 'thresholding' : config.clip_sample ? 'clip_sample' : undefined
  if (key) {
    throw new OperatorError(
      'CHECKPOINT_UNSUPPORTED',
      `${key} of LCMScheduler is not supported.`,
      `In scheduler_config.json, write false for ${key}; no published latent consistency model needs it.`,
    )
  }
  if (!(original >= 1 && original <= trained)) {
    throw new OperatorError(
      'CHECKPOINT_INVALID',
      `The scheduler's config has ${original} original_inference_steps, which must be from 1 to ${trained}.`,
      'Correct scheduler_config.json (50 is usual), or fetch the file again.',
    )
  }
}

function nothingToPredict(timestep: number): OperatorError {
  return new OperatorError(
    'CHECKPOINT_INVALID',
    `With rescale_betas_zero_snr, nothing of the picture is left at timestep ${timestep}, so prediction_type epsilon has no answer.`,
    'In scheduler_config.json, write v_prediction if the model was trained so, or false for rescale_betas_zero_snr.',
  )
}
