import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { alphasCumprod } from './alphasCumprod.ts'
import { eulerSigmas } from './eulerSigmas.ts'
import type { Scheduler, Step } from './scheduler.ts'
import { assertRunnable, stepsToRun } from './stepsToRun.ts'

/**
 * Euler's method on the probability flow, plain or ancestral. `clip_sample` and `thresholding` mean nothing to it.
 *
 * `rescale_betas_zero_snr` is as in diffusers from 0.26 on, since older ones do not write it: the last noise level is made
 * finite, ᾱ = 2⁻²⁴.
 *
 * @see Karras et al. 2022, https://arxiv.org/abs/2206.00364; k-diffusion `sample_euler`, `sample_euler_ancestral`;
 *      diffusers `EulerDiscreteScheduler`, `EulerAncestralDiscreteScheduler`
 */
export function eulerScheduler(config: SchedulerConfig): Scheduler {
  const isAncestral = config._class_name === 'EulerAncestralDiscreteScheduler'
  if (isAncestral && config.prediction_type === 'sample') {
    throw new OperatorError(
      'CHECKPOINT_UNSUPPORTED',
      'EulerAncestralDiscreteScheduler has no prediction_type sample.',
      'In scheduler_config.json, write EulerDiscreteScheduler as _class_name.',
    )
  }
  const alphas = finiteAlphas(config)
  return {
    schedule({ numInferenceSteps, strength }) {
      assertRunnable(numInferenceSteps, strength, config)
      const { timesteps, sigmas } = eulerSigmas(config, alphas, numInferenceSteps)
      const first = numInferenceSteps - stepsToRun(numInferenceSteps, strength)
      const steps = timesteps.slice(first).map((timestep, i): Step => {
        const [from, to] = [sigmas[first + i], sigmas[first + i + 1]]
        const { down, up } = isAncestral ? ancestral(from, to) : { down: to, up: 0 }
        const inputScale = 1 / Math.sqrt(from * from + 1)
        return { timestep, inputScale, ...derivativeStep(config, from, down), noise: up, drawsNoise: true }
      })
      return { timesteps, steps, addNoise: { latents: 1, noise: sigmas[first] } }
    },
  }
}

function finiteAlphas(config: SchedulerConfig): Float32Array {
  const alphas = alphasCumprod(config)
  if (config.rescale_betas_zero_snr) alphas[alphas.length - 1] = 2 ** -24
  if (alphas[alphas.length - 1] > 0) return alphas
  throw new OperatorError(
    'CHECKPOINT_INVALID',
    "The scheduler's betas leave nothing of the picture before the last timestep, so the noise would be endless.",
    'Correct beta_start, beta_end or trained_betas in scheduler_config.json, or fetch the file again.',
  )
}

/** Goes further down than asked, and back up with fresh noise. k-diffusion `get_ancestral_step`, eta 1 */
function ancestral(from: number, to: number): { down: number; up: number } {
  const up = Math.sqrt((to * to * (from * from - to * to)) / (from * from))
  return { down: Math.sqrt(to * to - up * up), up }
}

/**
 * `x + (x − x0) / from · (to − from)`, with x0 from what the model predicts: the noise, the velocity or x0 itself.
 * @see Salimans and Ho 2022, appendix D, https://arxiv.org/abs/2202.00512
 */
function derivativeStep(config: SchedulerConfig, from: number, to: number): Pick<Step, 'sample' | 'modelOutput'> {
  const stride = to - from
  switch (config.prediction_type) {
    case 'epsilon':
      return { sample: 1, modelOutput: stride }
    case 'v_prediction': {
      const power = from * from + 1
      return { sample: 1 + (stride * from) / power, modelOutput: stride / Math.sqrt(power) }
    }
    case 'sample':
      return { sample: to / from, modelOutput: -stride / from }
    default:
      throw new RangeError(`prediction_type ${config.prediction_type} is unknown`)
  }
}
