import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

/** How much wider a block's feed-forward layer is; fixed in diffusers. */
const EXPANSION = 4

export type TransformerOptions = {
  readonly heads: number
  readonly layers: number
  readonly groups: number
  readonly useLinearProjection: boolean
  /** The first attention of a block looks at the prompt too, instead of at the picture. */
  readonly onlyCrossAttention: boolean
}

/**
 * Lets every place of the picture look at all others and at the prompt.
 * @param x       [B, C, H, W]
 * @param context embedding of the prompt, [B, tokens, D]
 * @see Rombach et al. 2022, https://arxiv.org/abs/2112.10752; diffusers `Transformer2DModel`
 */
export function transformer(g: Graph, x: Value, context: Value, weights: Weights, options: TransformerOptions): Value {
  const { groups, layers, useLinearProjection } = options
  const channels = x.shape[1]
  const normal = g.groupNorm(x, weights.at('norm'), { groups, epsilon: 1e-6 })
  let h = useLinearProjection
    ? g.linear(toTokens(g, normal), weights.at('proj_in'), { channels })
    : toTokens(g, g.conv(normal, weights.at('proj_in'), { channels, kernel: 1 }))
  for (let i = 0; i < layers; i++) h = transformerBlock(g, h, context, weights.at('transformer_blocks', i), options)
  const out = useLinearProjection
    ? toPicture(g, g.linear(h, weights.at('proj_out'), { channels }), x)
    : g.conv(toPicture(g, h, x), weights.at('proj_out'), { channels, kernel: 1 })
  return g.add(out, x)
}

/** @param x [B, S, C] @see diffusers `BasicTransformerBlock` */
function transformerBlock(g: Graph, x: Value, context: Value, weights: Weights, options: TransformerOptions): Value {
  const { heads, onlyCrossAttention } = options
  const first = g.layerNorm(x, weights.at('norm1'))
  let h = g.add(attend(g, first, onlyCrossAttention ? context : first, weights.at('attn1'), heads), x)
  h = g.add(attend(g, g.layerNorm(h, weights.at('norm2')), context, weights.at('attn2'), heads), h)
  return g.add(feedForward(g, g.layerNorm(h, weights.at('norm3')), weights.at('ff')), h)
}

/** @param x [B, S, C] @param context [B, T, D] @returns [B, S, C] */
function attend(g: Graph, x: Value, context: Value, weights: Weights, heads: number): Value {
  const channels = x.shape[2]
  const q = g.linear(x, weights.at('to_q'), { channels, bias: false })
  const k = g.linear(context, weights.at('to_k'), { channels, bias: false })
  const v = g.linear(context, weights.at('to_v'), { channels, bias: false })
  return g.linear(g.attention(q, k, v, { heads }), weights.at('to_out', 0), { channels })
}

/** A gated layer and back: the halves of its weight are read apart, which saves cutting the result. */
function feedForward(g: Graph, x: Value, weights: Weights): Value {
  const gated = weights.at('net', 0, 'proj')
  const channels = x.shape[2]
  const both = 2 * EXPANSION * channels
  const hidden = g.linearRows(x, gated, 0, both / 2, { channels: both })
  const gate = g.gelu(g.linearRows(x, gated, both / 2, both, { channels: both }))
  return g.linear(g.mul(hidden, gate), weights.at('net', 2), { channels })
}

function toTokens(g: Graph, x: Value): Value {
  const [batch, channels] = x.shape
  return g.transpose(g.reshape(x, [batch, channels, -1]), [0, 2, 1])
}

function toPicture(g: Graph, tokens: Value, like: Value): Value {
  const [batch, , height, width] = like.shape
  return g.reshape(g.transpose(tokens, [0, 2, 1]), [batch, -1, height, width])
}
