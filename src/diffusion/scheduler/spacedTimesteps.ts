import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'

const { fround } = Math

/**
 * Timesteps of the Euler schedulers, from the noisiest down.
 *
 * `leading` starts below the end of the training and ends at `steps_offset`, `linspace` takes both ends, `trailing` starts
 * at the end and stops short of 0.
 *
 * @returns [count]; with `trailing` and some lengths (61, 103, 121, …) one more, −1, by a rounding error that diffusers has too
 * @see Lin et al. 2023, table 2, https://arxiv.org/abs/2305.08891; diffusers `EulerDiscreteScheduler.set_timesteps`
 */
export function spacedTimesteps(config: SchedulerConfig, count: number): number[] {
  const { timestep_spacing, num_train_timesteps: trained, steps_offset } = config
  switch (timestep_spacing) {
    case 'leading':
      return leading(Math.floor(trained / count), count).map((t) => t + steps_offset)
    case 'linspace':
      return linspace(trained - 1, count).reverse()
    case 'trailing':
      return downward(trained, trained / count).map((t) => halfToEven(t) - 1)
    default:
      throw new RangeError(`timestep_spacing ${timestep_spacing} is unknown`)
  }
}

function leading(stride: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (count - 1 - i) * stride)
}

/** 0 to `last` in `count` equal strides, in single precision as they are in diffusers. */
function linspace(last: number, count: number): number[] {
  const stride = last / (count - 1)
  return Array.from({ length: count }, (_, i) => (i === 0 ? 0 : i === count - 1 ? last : fround(i * stride)))
}

/** From `start` to above 0, with the rounding of numpy's `arange`: the stride is what the first two values leave of it. */
function downward(start: number, stride: number): number[] {
  const rounded = start - stride - start
  return Array.from({ length: Math.ceil(start / stride) }, (_, i) => (i === 1 ? start - stride : start + i * rounded))
}

function halfToEven(value: number): number {
  const below = Math.floor(value)
  const part = value - below
  return part > 0.5 || (part === 0.5 && below % 2 !== 0) ? below + 1 : below
}
