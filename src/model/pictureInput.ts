import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

/**
 * What autoencoders take: bytes become numbers from -1 to 1, colours become planes.
 * @param pictures uint8, [B, H, W, 3]
 * @returns [B, 3, H, W], `2 · byte / 255 - 1`, rounded to what the networks compute in only at the end
 * @see diffusers `VaeImageProcessor.preprocess`
 */
export function pictureInput(g: Graph, pictures: Value): Value {
  const planes = g.transpose(g.cast(pictures, 'float32'), [0, 3, 1, 2])
  const halfRange = g.constant([127.5], [1], 'float32')
  return g.cast(g.shift(g.div(planes, halfRange), -1), g.dialect.float)
}
