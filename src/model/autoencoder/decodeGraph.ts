import { Weights } from '#checkpoint/weights.ts'
import { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { decoder } from '../autoencoderKl/decoder.ts'
import { tinyDecoder } from '../autoencoderTiny/tinyDecoder.ts'
import { pictureOutput } from '../pictureOutput.ts'
import { type AutoencoderGraphOptions, autoencoderDialect, latentSize } from './autoencoderGraphOptions.ts'

/**
 * From latents to pictures as one graph.
 *
 * Input: `latents` float32 [count, latent channels, h, w], multiplied by the scaling factor. Output: `pictures` uint8
 * [count, heightPx, widthPx, 3].
 * @throws OperatorError CHECKPOINT_INVALID for a weight that is missing, left over or of another shape; of the encoder's,
 *   the encoder's graph tells
 */
export function decodeGraph(options: AutoencoderGraphOptions): Uint8Array {
  return decodeNetwork(options).serialize()
}

/** The same before it is written down, for those who want to look at it. */
export function decodeNetwork(options: AutoencoderGraphOptions): Graph {
  const { config, tensors, dialect, count } = options
  const g = new Graph('decode', autoencoderDialect(dialect, config))
  const weights = new Weights(tensors)
  const latents = g.input('latents', 'float32', [count, config.latent_channels, ...latentSize(options)])
  const pictures = decoded(g, latents, weights, config)
  weights.ignore(/^(encoder|quant_conv)\./)
  weights.assertAllTaken()

  g.output('pictures', pictureOutput(g, pictures))
  return g
}

/**
 * From scaled latents to pictures as numbers.
 * @param latents float32, [B, latent channels, h, w] @returns [B, 3, H, W], mostly from -1 to 1
 */
export function decoded(g: Graph, latents: Value, weights: Weights, config: AutoencoderGraphOptions['config']): Value {
  const unscaled = g.scale(latents, 1 / config.scaling_factor)
  if (config._class_name === 'AutoencoderTiny')
    return tinyDecoder(g, g.cast(unscaled, g.dialect.float), weights, config)
  return decoder(g, g.cast(g.shift(unscaled, config.shift_factor ?? 0), g.dialect.float), weights, config)
}
