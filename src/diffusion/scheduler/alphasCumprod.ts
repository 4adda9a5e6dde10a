import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { OperatorError } from '#errors/operatorError.ts'

const { fround, sqrt } = Math

/**
 * Share of the picture's power that is left at each timestep of the training, `∏ (1 − beta)`, in single precision as in diffusers.
 *
 * @returns [num_train_timesteps], falling from nearly 1 to nearly 0; the last is 0 with `rescale_betas_zero_snr`
 * @throws OperatorError CHECKPOINT_INVALID if the betas are not between 0 and 1, or not as many as there are timesteps
 * @see Ho et al. 2020, https://arxiv.org/abs/2006.11239; diffusers `EulerDiscreteScheduler.__init__`
 */
export function alphasCumprod(config: SchedulerConfig): Float32Array {
  const betas = betasOf(config)
  assertBetas(betas, config)
  return products(config.rescale_betas_zero_snr ? rescaledToZeroSnr(betas) : betas)
}

function betasOf(config: SchedulerConfig): Float32Array {
  const { trained_betas, beta_schedule, beta_start, beta_end, num_train_timesteps: count } = config
  if (trained_betas) return Float32Array.from(trained_betas)
  switch (beta_schedule) {
    case 'linear':
      return linspace(beta_start, beta_end, count)
    case 'scaled_linear':
      return linspace(sqrt(beta_start), sqrt(beta_end), count).map((root) => root * root)
    case 'squaredcos_cap_v2':
      return Float32Array.from({ length: count }, (_, i) => cosineBeta(i, count))
    default:
      throw new OperatorError(
        'CHECKPOINT_UNSUPPORTED',
        `The beta_schedule ${beta_schedule} of the scheduler is not supported.`,
        'Choose a checkpoint with linear, scaled_linear or squaredcos_cap_v2.',
      )
  }
}

/** As torch does it in single precision: the second half is counted from the end. */
function linspace(start: number, end: number, count: number): Float32Array {
  const [from, to] = [fround(start), fround(end)]
  const step = fround(fround(to - from) / Math.max(1, count - 1))
  return Float32Array.from({ length: count }, (_, i) =>
    i < count / 2 ? from + fround(step * i) : to - fround(step * (count - 1 - i)),
  )
}

/** @see Nichol and Dhariwal 2021, https://arxiv.org/abs/2102.09672; diffusers `betas_for_alpha_bar` */
function cosineBeta(i: number, count: number): number {
  const alphaBar = (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2
  return Math.min(1 - alphaBar((i + 1) / count) / alphaBar(i / count), 0.999)
}

/**
 * Moves the noise schedule so that nothing of the picture is left at its end.
 * @see Lin et al. 2023, algorithm 1, https://arxiv.org/abs/2305.08891; diffusers `rescale_zero_terminal_snr`
 */
function rescaledToZeroSnr(betas: Float32Array): Float32Array {
  const roots = products(betas).map(sqrt)
  const [first, last] = [roots[0], roots[roots.length - 1]]
  const scale = fround(first / fround(first - last))
  const bars = roots.map((root) => fround(fround(root - last) * scale) ** 2)
  return bars.map((bar, i) => 1 - (i === 0 ? bar : fround(bar / bars[i - 1])))
}

function products(betas: Float32Array): Float32Array {
  let product = 1
  // torch multiplies in double precision
  return betas.map((beta) => {
    product *= fround(1 - beta)
    return product
  })
}

function assertBetas(betas: Float32Array, { num_train_timesteps }: SchedulerConfig): void {
  if (betas.length !== num_train_timesteps)
    throw unfit(`${betas.length} trained_betas for ${num_train_timesteps} timesteps`)
  const wrong = betas.findIndex((beta) => !(beta > 0 && beta < 1))
  if (wrong !== -1) throw unfit(`${betas[wrong]} as the beta of timestep ${wrong}, which must be above 0 and below 1`)
}

function unfit(what: string): OperatorError {
  return new OperatorError(
    'CHECKPOINT_INVALID',
    `The scheduler's config has ${what}.`,
    'Correct beta_start, beta_end or trained_betas in scheduler_config.json, or fetch the file again.',
  )
}
