import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

/**
 * What is added to the scores of attention, so that a token sees itself and those before it, and nobody sees the hidden ones.
 * @param mask [1, S], 1 keeps a token, 0 hides it
 * @returns [1, 1, S, S], 0 or a number so low that nothing is left after the softmax
 * @see Radford et al. 2021, https://arxiv.org/abs/2103.00020
 */
export function attentionBias(g: Graph, mask: Value): Value {
  const tokens = mask.shape[1]
  const later = Array.from({ length: tokens ** 2 }, (_, i) => (i % tokens > Math.floor(i / tokens) ? HIDDEN : 0))
  const causal = g.constant(later, [1, 1, tokens, tokens])
  const hidden = g.scale(g.shift(g.cast(mask, g.dialect.float), -1), -HIDDEN)
  return g.add(causal, g.reshape(hidden, [1, 1, 1, tokens]))
}

/** Twice this and a score still fit into float16, and its exponential is 0. */
const HIDDEN = -30_000
