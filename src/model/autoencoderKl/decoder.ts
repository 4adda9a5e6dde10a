import type { AutoencoderKlConfig } from '#checkpoint/autoencoderConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { resnetBlock } from '../resnetBlock.ts'
import { middle } from './middle.ts'
import { NORM_EPSILON, resnetOptions } from './resnetOptions.ts'

/**
 * From latents to pictures.
 * @param latents [B, latent channels, h, w], no longer multiplied by the scaling factor
 * @returns [B, 3, H, W], mostly from -1 to 1
 * @see Rombach et al. 2022, https://arxiv.org/abs/2112.10752; diffusers `AutoencoderKL.decode`
 */
export function decoder(g: Graph, latents: Value, weights: Weights, config: AutoencoderKlConfig): Value {
  const { block_out_channels, latent_channels, norm_num_groups, out_channels } = config
  const part = weights.at('decoder')
  const mixed = config.use_post_quant_conv
    ? g.conv(latents, weights.at('post_quant_conv'), { channels: latent_channels, kernel: 1 })
    : latents
  let h = g.conv(mixed, part.at('conv_in'), { channels: block_out_channels.at(-1), kernel: 3 })
  h = middle(g, h, part.at('mid_block'), config)
  for (const index of block_out_channels.keys()) h = upBlock(g, h, index, part.at('up_blocks', index), config)
  h = g.silu(g.groupNorm(h, part.at('conv_norm_out'), { groups: norm_num_groups, epsilon: NORM_EPSILON }))
  return g.conv(h, part.at('conv_out'), { channels: out_channels, kernel: 3 })
}

/** One level on the way up, with one layer more than on the way down. All but the last one double the picture. */
function upBlock(g: Graph, x: Value, index: number, weights: Weights, config: AutoencoderKlConfig): Value {
  const options = resnetOptions(config, config.block_out_channels.toReversed()[index])
  let h = x
  for (let i = 0; i <= config.layers_per_block; i++) {
    h = resnetBlock(g, h, undefined, weights.at('resnets', i), options)
  }
  return index < config.block_out_channels.length - 1 ? double(g, h, weights.at('upsamplers', 0, 'conv')) : h
}

function double(g: Graph, x: Value, weights: Weights): Value {
  const [, channels, height, width] = x.shape
  return g.conv(g.resizeNearest(x, [2 * height, 2 * width]), weights, { channels, kernel: 3 })
}
