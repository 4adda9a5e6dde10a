import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import type { Activation } from '../activate.ts'
import { activate } from '../activate.ts'

/**
 * Three convolutions past a shortcut, without any normalisation; the sum is always cut off at zero.
 * @param x [B, C, H, W] @returns the same shape
 * @see https://github.com/madebyollin/taesd; diffusers `AutoencoderTinyBlock`
 */
export function tinyBlock(g: Graph, x: Value, weights: Weights, activation: Activation): Value {
  const options = { channels: x.shape[1], kernel: 3 }
  let h = activate(g, g.conv(x, weights.at('conv', 0), options), activation)
  h = activate(g, g.conv(h, weights.at('conv', 2), options), activation)
  h = g.conv(h, weights.at('conv', 4), options)
  return g.relu(g.add(h, x))
}
