import type { AutoencoderTinyConfig } from '#checkpoint/autoencoderConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { activate } from '../activate.ts'
import { tinyBlock } from './tinyBlock.ts'

/**
 * From latents to pictures. Layers are numbered through as the checkpoint does.
 * @param latents [B, latent channels, h, w], no longer multiplied by the scaling factor
 * @returns [B, 3, H, W], mostly from -1 to 1
 * @see https://github.com/madebyollin/taesd; diffusers `DecoderTiny`, `AutoencoderTiny.decode`
 */
export function tinyDecoder(g: Graph, latents: Value, weights: Weights, config: AutoencoderTinyConfig): Value {
  const { num_decoder_blocks, decoder_block_out_channels, out_channels, act_fn } = config
  const layers = weights.at('decoder', 'layers')
  const tamed = g.scale(g.tanh(g.scale(latents, 1 / 3)), 3)
  let h = activate(g, g.conv(tamed, layers.at(0), { channels: decoder_block_out_channels[0], kernel: 3 }), act_fn)
  let layer = 2 // an activation counts as a layer, and so does an enlargement
  for (const [level, blocks] of num_decoder_blocks.entries()) {
    for (let i = 0; i < blocks; i++) h = tinyBlock(g, h, layers.at(layer++), act_fn)
    const isLast = level === num_decoder_blocks.length - 1
    if (!isLast) {
      h = enlarge(g, h, config.upsampling_scaling_factor)
      layer++
    }
    const channels = isLast ? out_channels : decoder_block_out_channels[level]
    h = g.conv(h, layers.at(layer++), { channels, kernel: 3, bias: isLast })
  }
  return g.shift(g.scale(h, 2), -1)
}

function enlarge(g: Graph, x: Value, factor: number): Value {
  const [, , height, width] = x.shape
  return g.resizeNearest(x, [factor * height, factor * width])
}
