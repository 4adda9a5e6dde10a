import type { AutoencoderKlConfig } from '#checkpoint/autoencoderConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { resnetBlock } from '../resnetBlock.ts'
import { pictureAttention } from './pictureAttention.ts'
import { resnetOptions } from './resnetOptions.ts'

/**
 * The narrowest place of an encoder or a decoder, where everything may look at everything.
 * @param x [B, C, h, w] @returns the same shape
 */
export function middle(g: Graph, x: Value, weights: Weights, config: AutoencoderKlConfig): Value {
  let h = resnetBlock(g, x, undefined, weights.at('resnets', 0), resnetOptions(config, x.shape[1]))
  if (config.mid_block_add_attention) {
    h = pictureAttention(g, h, weights.at('attentions', 0), { groups: config.norm_num_groups })
  }
  return resnetBlock(g, h, undefined, weights.at('resnets', 1), resnetOptions(config, x.shape[1]))
}
