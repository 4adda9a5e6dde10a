import type { Tensors } from '#checkpoint/tensors.ts'
import type { TextEncoderConfig } from '#checkpoint/textEncoderConfig.ts'
import { Weights } from '#checkpoint/weights.ts'
import type { Dialect } from '#onnx/dialect.ts'
import { Graph } from '#onnx/graph.ts'
import { clipText } from './clipText.ts'

/**
 * A text encoder as one graph.
 *
 * Inputs: `ids` int64 [1, S], `mask` float32 [1, S] (1 keeps, 0 hides). Outputs, float32: `last` and `penultimate` [1, S, W],
 * and of a `CLIPTextModelWithProjection` also `pooled` [1, P].
 * @param tokens S; as many as the model has positions if left out
 * @throws OperatorError CHECKPOINT_INVALID for a weight that is missing, left over or of another shape
 */
export function textEncoderGraph(
  config: TextEncoderConfig,
  tensors: Tensors,
  dialect: Dialect,
  tokens: number = config.max_position_embeddings,
): Uint8Array {
  const g = new Graph('textEncoder', dialect)
  const weights = new Weights(tensors)
  const ids = g.input('ids', 'int64', [1, tokens])
  const mask = g.input('mask', 'float32', [1, tokens])
  const { last, penultimate, pooled } = clipText(g, ids, mask, weights, config)
  weights.ignore(/(^|\.)embeddings\.position_ids$/) // 0, 1, 2, …
  weights.assertAllTaken()

  g.output('last', g.cast(last, 'float32'))
  g.output('penultimate', g.cast(penultimate, 'float32'))
  if (pooled) g.output('pooled', g.cast(pooled, 'float32'))
  return g.serialize()
}
