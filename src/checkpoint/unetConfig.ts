import { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import { parseConfig } from './parseConfig.ts'
import { unsupported } from './unsupported.ts'

const count = z.int().min(1)
const numberOrList = z.union([count, z.array(count).min(1)])
const names = z.array(z.string()).min(1)

const schema = z.looseObject({
  in_channels: count.default(4),
  out_channels: count.default(4),
  block_out_channels: z.array(count).min(1).default([320, 640, 1280, 1280]),
  down_block_types: names.default([
    'CrossAttnDownBlock2D',
    'CrossAttnDownBlock2D',
    'CrossAttnDownBlock2D',
    'DownBlock2D',
  ]),
  mid_block_type: z.string().nullable().default('UNetMidBlock2DCrossAttn'),
  up_block_types: names.default(['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D']),
  layers_per_block: numberOrList.default(2),
  attention_head_dim: numberOrList.default(8),
  num_attention_heads: numberOrList.nullish(),
  transformer_layers_per_block: z.union([count, z.array(z.union([count, z.array(count)]))]).default(1),
  reverse_transformer_layers_per_block: z.array(z.union([count, z.array(count)])).nullish(),
  only_cross_attention: z.union([z.boolean(), z.array(z.boolean())]).default(false),
  cross_attention_dim: numberOrList.default(1280),
  norm_num_groups: count.nullable().default(32),
  norm_eps: z.number().positive().default(1e-5),
  act_fn: z.string().default('silu'),
  use_linear_projection: z.boolean().default(false),
  downsample_padding: z.int().min(0).default(1),
  conv_in_kernel: count.default(3),
  conv_out_kernel: count.default(3),
  mid_block_scale_factor: z.number().default(1),
  resnet_out_scale_factor: z.number().default(1),
  flip_sin_to_cos: z.boolean().default(true),
  freq_shift: z.number().default(0),
  time_cond_proj_dim: count.nullish(),
  addition_embed_type: z.string().nullish(),
  addition_time_embed_dim: count.nullish(),
  projection_class_embeddings_input_dim: count.nullish(),
  center_input_sample: z.boolean().default(false),
  sample_size: count.nullish(),
})

const activations = ['silu', 'swish', 'mish', 'gelu'] as const

/** A UNet2DConditionModel's config.json with everything spelled out: one entry for each level, down to up. */
export type UnetConfig = {
  readonly in_channels: number
  readonly out_channels: number
  readonly block_out_channels: readonly number[]
  readonly down_block_types: readonly ('DownBlock2D' | 'CrossAttnDownBlock2D')[]
  readonly mid_block_type: 'UNetMidBlock2DCrossAttn' | 'UNetMidBlock2D' | null
  readonly up_block_types: readonly ('UpBlock2D' | 'CrossAttnUpBlock2D')[]
  readonly layers_per_block: readonly number[]
  /** diffusers reads `attention_head_dim` as the number of heads where `num_attention_heads` is absent. */
  readonly num_attention_heads: readonly number[]
  readonly transformer_layers_per_block: readonly number[]
  /** In the order of the up blocks. */
  readonly reverse_transformer_layers_per_block: readonly number[]
  readonly only_cross_attention: readonly boolean[]
  readonly cross_attention_dim: readonly number[]
  readonly norm_num_groups: number
  readonly norm_eps: number
  readonly act_fn: (typeof activations)[number]
  readonly use_linear_projection: boolean
  readonly downsample_padding: number
  readonly conv_in_kernel: number
  readonly conv_out_kernel: number
  readonly mid_block_scale_factor: number
  readonly resnet_out_scale_factor: number
  readonly flip_sin_to_cos: boolean
  readonly freq_shift: number
  readonly time_cond_proj_dim: number | null
  readonly addition_embed_type: 'text_time' | null
  readonly addition_time_embed_dim: number | null
  readonly projection_class_embeddings_input_dim: number | null
  readonly center_input_sample: boolean
  readonly sample_size: number | null
}

/** Keys that change the network in ways that the families do not use, with the value that leaves it as it is. */
const untouched: Readonly<Record<string, readonly unknown[]>> = {
  class_embed_type: [null],
  num_class_embeds: [null],
  encoder_hid_dim: [null],
  encoder_hid_dim_type: [null],
  dual_cross_attention: [false, null],
  resnet_time_scale_shift: ['default'],
  resnet_skip_time_act: [false],
  time_embedding_type: ['positional'],
  time_embedding_dim: [null],
  time_embedding_act_fn: [null],
  timestep_post_act: [null],
  cross_attention_norm: [null],
  class_embeddings_concat: [false],
  mid_block_only_cross_attention: [null, false],
  attention_type: ['default'],
}

/**
 * Parses a UNet's config.json.
 * @param where the file, for errors
 * @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export function parseUnetConfig(json: unknown, where: string): UnetConfig {
  const raw = parseConfig(schema, json, where)
  for (const [key, allowed] of Object.entries(untouched)) {
    const value = (raw as Record<string, unknown>)[key]
    if (value !== undefined && !allowed.includes(value)) throw unsupported(where, key, value)
  }
  const levels = raw.block_out_channels.length
  const list = <T>(key: string, value: T | readonly T[]): T[] => {
    const values = Array.isArray(value) ? [...value] : Array<T>(levels).fill(value as T)
    if (values.length === levels) return values
    throw new OperatorError(
      'CHECKPOINT_INVALID',
      `${where}: ${key} has ${values.length} entries for ${levels} levels (block_out_channels).`,
      'Take the config.json that belongs to the model.',
    )
  }
  const layers = list('transformer_layers_per_block', raw.transformer_layers_per_block).map((n) =>
    one(where, 'transformer_layers_per_block', n),
  )
  const reverse = raw.reverse_transformer_layers_per_block
  return {
    ...raw,
    down_block_types: list('down_block_types', raw.down_block_types).map((type) =>
      known(where, 'down_block_types', type, ['DownBlock2D', 'CrossAttnDownBlock2D'] as const),
    ),
    mid_block_type:
      raw.mid_block_type === null
        ? null
        : known(where, 'mid_block_type', raw.mid_block_type, ['UNetMidBlock2DCrossAttn', 'UNetMidBlock2D'] as const),
    up_block_types: list('up_block_types', raw.up_block_types).map((type) =>
      known(where, 'up_block_types', type, ['UpBlock2D', 'CrossAttnUpBlock2D'] as const),
    ),
    layers_per_block: list('layers_per_block', raw.layers_per_block),
    num_attention_heads: list('attention_head_dim', raw.num_attention_heads ?? raw.attention_head_dim),
    transformer_layers_per_block: layers,
    reverse_transformer_layers_per_block: reverse
      ? list('reverse_transformer_layers_per_block', reverse).map((n) =>
          one(where, 'reverse_transformer_layers_per_block', n),
        )
      : layers.toReversed(),
    only_cross_attention: list('only_cross_attention', raw.only_cross_attention),
    cross_attention_dim: list('cross_attention_dim', raw.cross_attention_dim),
    norm_num_groups: raw.norm_num_groups ?? 32,
    act_fn: known(where, 'act_fn', raw.act_fn, activations),
    time_cond_proj_dim: raw.time_cond_proj_dim ?? null,
    addition_embed_type: raw.addition_embed_type
      ? known(where, 'addition_embed_type', raw.addition_embed_type, ['text_time'] as const)
      : null,
    addition_time_embed_dim: raw.addition_time_embed_dim ?? null,
    projection_class_embeddings_input_dim: raw.projection_class_embeddings_input_dim ?? null,
    sample_size: raw.sample_size ?? null,
  }
}

function one(where: string, key: string, value: number | readonly number[]): number {
  if (typeof value === 'number') return value
  if (new Set(value).size === 1) return value[0]
  throw unsupported(where, key, value)
}

function known<const W extends string>(where: string, key: string, value: string, words: readonly W[]): W {
  const word = words.find((w) => w === value)
  if (word === undefined) throw unsupported(where, key, value)
  return word
}
