import type { AutoencoderKlConfig } from '#checkpoint/autoencoderConfig.ts'
import type { ResnetOptions } from '../resnetBlock.ts'

/** Of every block in an AutoencoderKL. */
export function resnetOptions({ norm_num_groups, act_fn }: AutoencoderKlConfig, channels: number): ResnetOptions {
  return { channels, groups: norm_num_groups, epsilon: NORM_EPSILON, activation: act_fn }
}

/** Fixed in diffusers, whatever the config says of a UNet. */
export const NORM_EPSILON = 1e-6
