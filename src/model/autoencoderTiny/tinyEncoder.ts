import type { AutoencoderTinyConfig } from '#checkpoint/autoencoderConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { tinyBlock } from './tinyBlock.ts'

/**
 * From pictures to latents, at once: no distribution, no noise. Layers are numbered through as the checkpoint does.
 * @param pictures [B, 3, H, W], from -1 to 1
 * @returns [B, latent channels, h, w], not yet multiplied by the scaling factor
 * @see https://github.com/madebyollin/taesd; diffusers `EncoderTiny`, `AutoencoderTiny.encode`
 */
export function tinyEncoder(g: Graph, pictures: Value, weights: Weights, config: AutoencoderTinyConfig): Value {
  const { num_encoder_blocks, encoder_block_out_channels, latent_channels, act_fn } = config
  const layers = numbered(weights.at('encoder', 'layers'))
  let h = g.scale(g.shift(pictures, 1), 0.5)
  for (const [level, blocks] of num_encoder_blocks.entries()) {
    const stride = level === 0 ? 1 : 2
    h = g.conv(h, layers(), { channels: encoder_block_out_channels[level], kernel: 3, stride, bias: level === 0 })
    for (let i = 0; i < blocks; i++) h = tinyBlock(g, h, layers(), act_fn)
  }
  return g.conv(h, layers(), { channels: latent_channels, kernel: 3 })
}

function numbered(weights: Weights): () => Weights {
  let next = 0
  return () => weights.at(next++)
}
