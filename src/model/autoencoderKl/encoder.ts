import type { AutoencoderKlConfig } from '#checkpoint/autoencoderConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { resnetBlock } from '../resnetBlock.ts'
import { middle } from './middle.ts'
import { NORM_EPSILON, resnetOptions } from './resnetOptions.ts'

/**
 * From pictures to the parameters of a distribution of latents.
 * @param pictures [B, 3, H, W], from -1 to 1
 * @returns [B, 2 · latent channels, h, w]: means, then logarithms of variances; see `posterior`
 * @see Rombach et al. 2022, https://arxiv.org/abs/2112.10752; diffusers `AutoencoderKL.encode`
 */
export function encoder(g: Graph, pictures: Value, weights: Weights, config: AutoencoderKlConfig): Value {
  const { block_out_channels, latent_channels, norm_num_groups } = config
  const part = weights.at('encoder')
  const moments = 2 * latent_channels
  let h = g.conv(pictures, part.at('conv_in'), { channels: block_out_channels[0], kernel: 3 })
  for (const level of block_out_channels.keys()) h = downBlock(g, h, level, part.at('down_blocks', level), config)
  h = middle(g, h, part.at('mid_block'), config)
  h = g.silu(g.groupNorm(h, part.at('conv_norm_out'), { groups: norm_num_groups, epsilon: NORM_EPSILON }))
  h = g.conv(h, part.at('conv_out'), { channels: moments, kernel: 3 })
  return config.use_quant_conv ? g.conv(h, weights.at('quant_conv'), { channels: moments, kernel: 1 }) : h
}

/** One level on the way down. All but the last one halve the picture. */
function downBlock(g: Graph, x: Value, level: number, weights: Weights, config: AutoencoderKlConfig): Value {
  let h = x
  for (let i = 0; i < config.layers_per_block; i++) {
    h = resnetBlock(g, h, undefined, weights.at('resnets', i), resnetOptions(config, config.block_out_channels[level]))
  }
  return level < config.block_out_channels.length - 1 ? halve(g, h, weights.at('downsamplers', 0, 'conv')) : h
}

/** Zeros stand at the right and the bottom only. */
function halve(g: Graph, x: Value, weights: Weights): Value {
  const options = { stride: 2, padding: 0, channels: x.shape[1], kernel: 3 }
  return g.conv(g.pad(x, { bottom: 1, right: 1 }), weights, options)
}
