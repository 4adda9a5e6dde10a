import type { TextEncoderConfig } from '#checkpoint/textEncoderConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { activate } from '../activate.ts'
import { attentionBias } from './attentionBias.ts'
import { endOfText } from './endOfText.ts'

export type TextFeatures = {
  /** After all layers and the final normalisation, [1, S, W]. */
  readonly last: Value
  /** What goes into the last layer, not normalised: `hidden_states[-2]`; as last. */
  readonly penultimate: Value
  /** `last` where the text ends, projected, [1, P]; only of a `CLIPTextModelWithProjection`. */
  readonly pooled: Value | undefined
}

/**
 * Reads a text.
 * @param ids           int64, [1, S]
 * @param attentionMask float32, [1, S]: 1 keeps a token, 0 hides it from all others
 * @see Radford et al. 2021, https://arxiv.org/abs/2103.00020; transformers `CLIPTextTransformer`
 */
export function clipText(
  g: Graph,
  ids: Value,
  attentionMask: Value,
  weights: Weights,
  config: TextEncoderConfig,
): TextFeatures {
  const model = weights.has('text_model') ? weights.at('text_model') : weights
  const bias = attentionBias(g, attentionMask)
  let h = embeddings(g, ids, model.at('embeddings'), config)
  let penultimate = h
  for (let i = 0; i < config.num_hidden_layers; i++) {
    penultimate = h
    h = encoderLayer(g, h, bias, model.at('encoder', 'layers', i), config)
  }
  const last = g.layerNorm(h, model.at('final_layer_norm'), { epsilon: config.layer_norm_eps })
  const isProjected = config.architecture === 'CLIPTextModelWithProjection'
  return { last, penultimate, pooled: isProjected ? projected(g, last, ids, weights, config) : undefined }
}

/** @returns [1, S, W] */
function embeddings(g: Graph, ids: Value, weights: Weights, config: TextEncoderConfig): Value {
  const { vocab_size, max_position_embeddings, hidden_size } = config
  const tokenTable = weights.at('token_embedding').take('weight', [vocab_size, hidden_size])
  const positionTable = weights.at('position_embedding').take('weight', [max_position_embeddings, hidden_size])
  const tokens = g.cast(g.gather(g.rows(tokenTable), ids), g.dialect.float)
  return g.add(tokens, g.slice(g.weight(positionTable), 0, 0, ids.shape[1]))
}

/** @param x [1, S, W] @param bias [1, 1, S, S] @see transformers `CLIPEncoderLayer` */
function encoderLayer(g: Graph, x: Value, bias: Value, weights: Weights, config: TextEncoderConfig): Value {
  const epsilon = config.layer_norm_eps
  const first = g.layerNorm(x, weights.at('layer_norm1'), { epsilon })
  const h = g.add(x, selfAttention(g, first, bias, weights.at('self_attn'), config))
  const second = g.layerNorm(h, weights.at('layer_norm2'), { epsilon })
  return g.add(h, feedForward(g, second, weights.at('mlp'), config))
}

function selfAttention(g: Graph, x: Value, bias: Value, weights: Weights, config: TextEncoderConfig): Value {
  const channels = config.hidden_size
  const [q, k, v] = ['q_proj', 'k_proj', 'v_proj'].map((name) => g.linear(x, weights.at(name), { channels }))
  const seen = g.attention(q, k, v, { heads: config.num_attention_heads, bias })
  return g.linear(seen, weights.at('out_proj'), { channels })
}

function feedForward(g: Graph, x: Value, weights: Weights, config: TextEncoderConfig): Value {
  const h = activate(g, g.linear(x, weights.at('fc1'), { channels: config.intermediate_size }), config.hidden_act)
  return g.linear(h, weights.at('fc2'), { channels: config.hidden_size })
}

/** @param last [1, S, W] @returns [1, P] */
function projected(g: Graph, last: Value, ids: Value, weights: Weights, config: TextEncoderConfig): Value {
  const [, tokens, width] = last.shape
  const atEnd = g.gather(g.reshape(last, [tokens, width]), endOfText(g, ids, config))
  return g.linear(atEnd, weights.at('text_projection'), { channels: config.projection_dim, bias: false })
}
