import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { NORM_EPSILON } from './resnetOptions.ts'

/**
 * Every place of a picture looks at all others, with one head as wide as the picture has channels.
 * @param x [B, C, h, w] @returns the same shape, x added
 * @see diffusers `Attention` with `AttnProcessor`; before 0.17 `AttentionBlock`
 */
export function pictureAttention(g: Graph, x: Value, weights: Weights, { groups }: { groups: number }): Value {
  const [batch, channels] = x.shape
  const names = weights.has('query') ? olderNames : newerNames
  const normal = g.groupNorm(x, weights.at('group_norm'), { groups, epsilon: NORM_EPSILON })
  const tokens = g.transpose(g.reshape(normal, [batch, channels, -1]), [0, 2, 1])
  const [q, k, v] = [names.q, names.k, names.v].map((name) => g.linear(tokens, weights.at(name), { channels }))
  const seen = g.linear(g.attention(q, k, v, { heads: 1 }), weights.at(names.out), { channels })
  return g.add(g.reshape(g.transpose(seen, [0, 2, 1]), x.shape), x)
}

const newerNames = { q: 'to_q', k: 'to_k', v: 'to_v', out: 'to_out.0' }
const olderNames = { q: 'query', k: 'key', v: 'value', out: 'proj_attn' }
