import type { UnetConfig } from '#checkpoint/unetConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { resnetBlock } from '../resnetBlock.ts'
import { type TransformerOptions, transformer } from './transformer.ts'

/** What all blocks of a UNet are given besides the picture. */
export type Conditions = {
  /** Activated timestep embedding, [1 or B, T]. */
  readonly temb: Value
  /** Embedding of the prompt, [B, tokens, D]. */
  readonly context: Value
  readonly config: UnetConfig
}

/** One level on the way down: every result is kept for the way up. @returns the results, the last one goes on */
export function downBlock(g: Graph, x: Value, level: number, weights: Weights, conditions: Conditions): Value[] {
  const { config } = conditions
  const attends = config.down_block_types[level] === 'CrossAttnDownBlock2D'
  const place = {
    level,
    layers: config.transformer_layers_per_block[level],
    onlyCrossAttention: config.only_cross_attention[level],
  }
  const results: Value[] = []
  let h = x
  for (let i = 0; i < config.layers_per_block[level]; i++) {
    h = resnet(g, h, level, weights.at('resnets', i), conditions)
    if (attends) h = attention(g, h, place, weights.at('attentions', i), conditions)
    results.push(h)
  }
  if (level < config.block_out_channels.length - 1)
    results.push(downsample(g, h, weights.at('downsamplers', 0), config))
  return results
}

/** The turning point. */
export function midBlock(g: Graph, x: Value, weights: Weights, conditions: Conditions): Value {
  const { config } = conditions
  const level = config.block_out_channels.length - 1
  const first = resnet(g, x, level, weights.at('resnets', 0), conditions, config.mid_block_scale_factor)
  if (config.mid_block_type !== 'UNetMidBlock2DCrossAttn') return first
  // diffusers never has the middle look at the prompt only
  const place = { level, layers: config.transformer_layers_per_block[level], onlyCrossAttention: false }
  const h = attention(g, first, place, weights.at('attentions', 0), conditions)
  return resnet(g, h, level, weights.at('resnets', 1), conditions, config.mid_block_scale_factor)
}

/**
 * One level on the way up: beside each step lies what the way down has kept.
 * @param kept  results of the way down, the last one first; as many as this level has layers
 * @param index from the bottom: 0 follows the mid block
 * @param size  height and width of what comes next, undefined at the top
 */
export function upBlock(
  g: Graph,
  x: Value,
  kept: readonly Value[],
  index: number,
  size: readonly [number, number] | undefined,
  weights: Weights,
  conditions: Conditions,
): Value {
  const { config } = conditions
  const level = config.block_out_channels.length - 1 - index
  const attends = config.up_block_types[index] === 'CrossAttnUpBlock2D'
  const place = {
    level,
    layers: config.reverse_transformer_layers_per_block[index],
    onlyCrossAttention: config.only_cross_attention[level],
  }
  let h = x
  for (const [i, skip] of kept.entries()) {
    h = resnet(g, g.concat([h, skip], 1), level, weights.at('resnets', i), conditions)
    if (attends) h = attention(g, h, place, weights.at('attentions', i), conditions)
  }
  return size
    ? g.conv(g.resizeNearest(h, size), weights.at('upsamplers', 0, 'conv'), { channels: h.shape[1], kernel: 3 })
    : h
}

function resnet(
  g: Graph,
  x: Value,
  level: number,
  weights: Weights,
  { temb, config }: Conditions,
  outputScale?: number,
): Value {
  return resnetBlock(g, x, temb, weights, {
    channels: config.block_out_channels[level],
    groups: config.norm_num_groups,
    epsilon: config.norm_eps,
    activation: config.act_fn,
    outputScale: outputScale ?? config.resnet_out_scale_factor,
  })
}

type Place = Pick<TransformerOptions, 'layers' | 'onlyCrossAttention'> & { readonly level: number }

function attention(g: Graph, x: Value, place: Place, weights: Weights, { config, context }: Conditions): Value {
  const { level, layers, onlyCrossAttention } = place
  const options: TransformerOptions = {
    heads: config.num_attention_heads[level],
    layers,
    groups: config.norm_num_groups,
    useLinearProjection: config.use_linear_projection,
    onlyCrossAttention,
  }
  return transformer(g, x, context, weights, options)
}

/** Without padding on all sides, zeros are put at the right and the bottom only. */
function downsample(g: Graph, x: Value, weights: Weights, { downsample_padding }: UnetConfig): Value {
  const conv = { stride: 2, channels: x.shape[1], kernel: 3 }
  if (downsample_padding > 0) return g.conv(x, weights.at('conv'), { ...conv, padding: downsample_padding })
  return g.conv(g.pad(x, { bottom: 1, right: 1 }), weights.at('conv'), { ...conv, padding: 0 })
}
