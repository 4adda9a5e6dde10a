import type { UnetConfig } from '#checkpoint/unetConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { activate } from '../activate.ts'
import { downBlock, midBlock, upBlock } from './blocks.ts'
import { timeEmbedding } from './timeEmbedding.ts'
import type { UnetInputs } from './unetInputs.ts'

/**
 * Predicts the noise (or velocity) in latents.
 * @returns [B, 4, h, w]
 * @see Ronneberger et al. 2015, https://arxiv.org/abs/1505.04597; diffusers `UNet2DConditionModel`
 */
export function unet(g: Graph, inputs: UnetInputs, weights: Weights, config: UnetConfig): Value {
  const { sample } = inputs
  const temb = activate(g, timeEmbedding(g, inputs, weights, config), config.act_fn)
  const conditions = { temb, context: inputs.encoderHiddenStates, config }

  let h = g.conv(config.center_input_sample ? g.shift(g.scale(sample, 2), -1) : sample, weights.at('conv_in'), {
    channels: config.block_out_channels[0],
    kernel: config.conv_in_kernel,
  })
  const kept = [h]
  for (const level of config.down_block_types.keys()) {
    const results = downBlock(g, h, level, weights.at('down_blocks', level), conditions)
    kept.push(...results)
    h = results[results.length - 1]
  }

  if (config.mid_block_type !== null) h = midBlock(g, h, weights.at('mid_block'), conditions)

  for (const index of config.up_block_types.keys()) {
    const level = config.block_out_channels.length - 1 - index
    const beside = kept.splice(-(config.layers_per_block[level] + 1)).reverse()
    const next = kept.at(-1)
    const size = next && ([next.shape[2], next.shape[3]] as const)
    h = upBlock(g, h, beside, index, size, weights.at('up_blocks', index), conditions)
  }

  const normal = g.groupNorm(h, weights.at('conv_norm_out'), {
    groups: config.norm_num_groups,
    epsilon: config.norm_eps,
  })
  return g.conv(activate(g, normal, config.act_fn), weights.at('conv_out'), {
    channels: config.out_channels,
    kernel: config.conv_out_kernel,
  })
}
