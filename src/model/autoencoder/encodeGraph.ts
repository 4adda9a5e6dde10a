import { Weights } from '#checkpoint/weights.ts'
import { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { encoder } from '../autoencoderKl/encoder.ts'
import { posterior, sampled } from '../autoencoderKl/posterior.ts'
import { tinyEncoder } from '../autoencoderTiny/tinyEncoder.ts'
import { pictureInput } from '../pictureInput.ts'
import { type AutoencoderGraphOptions, autoencoderDialect, latentSize } from './autoencoderGraphOptions.ts'

/**
 * From pictures to latents as one graph.
 *
 * Inputs: `pictures` uint8 [count, heightPx, widthPx, 3]; for an AutoencoderKL also `noise` float32 [count, latent channels,
 * h, w], which picks the latents from their distribution. Output: `latents` float32, as noise, multiplied by the scaling factor.
 * @throws OperatorError CHECKPOINT_INVALID for a weight that is missing, left over or of another shape; of the decoder's,
 *   the decoder's graph tells
 */
export function encodeGraph(options: AutoencoderGraphOptions): Uint8Array {
  return encodeNetwork(options).serialize()
}

/** The same before it is written down, for those who want to look at it. */
export function encodeNetwork(options: AutoencoderGraphOptions): Graph {
  const { config, tensors, dialect, count, heightPx, widthPx } = options
  latentSize(options)
  const g = new Graph('encode', autoencoderDialect(dialect, config))
  const weights = new Weights(tensors)
  const pictures = pictureInput(g, g.input('pictures', 'uint8', [count, heightPx, widthPx, 3]))
  const latents = encoded(g, pictures, weights, config)
  weights.ignore(/^(decoder|post_quant_conv)\./)
  weights.assertAllTaken()

  g.output('latents', latents)
  return g
}

/** @returns float32, multiplied by the scaling factor */
function encoded(g: Graph, pictures: Value, weights: Weights, config: AutoencoderGraphOptions['config']): Value {
  if (config._class_name === 'AutoencoderTiny') {
    return g.scale(g.cast(tinyEncoder(g, pictures, weights, config), 'float32'), config.scaling_factor)
  }
  const distribution = posterior(g, g.cast(encoder(g, pictures, weights, config), 'float32'))
  const latents = sampled(g, distribution, g.input('noise', 'float32', distribution.mean.shape))
  return g.scale(g.shift(latents, -(config.shift_factor ?? 0)), config.scaling_factor)
}
