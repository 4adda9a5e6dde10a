import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

/**
 * What a screen takes: numbers from -1 to 1 become bytes, cut off and not rounded, planes become colours.
 * @param x [B, 3, H, W]; what lies beyond -1 and 1 is brought back to it
 * @returns uint8, [B, H, W, 3]
 * @see diffusers `VaeImageProcessor.denormalize`; bytes as `(image * 255).astype(uint8)` makes them
 */
export function pictureOutput(g: Graph, x: Value): Value {
  const image = g.clip(g.shift(g.scale(g.cast(x, 'float32'), 0.5), 0.5), 0, 1)
  return g.cast(g.transpose(g.scale(image, 255), [0, 2, 3, 1]), 'uint8')
}
