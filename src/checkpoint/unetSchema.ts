import { z } from 'zod'

/** Far beyond any network, but nothing that would fill the memory before a weight is found missing. */
const count = z.int().min(1).max(1_000_000)
const numberOrList = z.union([count, z.array(count)], { error: 'expected a whole number from 1, or a list of them' })
const layers = z.union([z.int().min(0), z.array(z.int().min(0))], { error: 'expected a whole number from 0' })

/** A key that changes the network in a way the families do not use. Values other than these are refused. */
const only = (...values: [string | boolean | null, ...(string | boolean | null)[]]) => z.literal(values).optional()

/**
 * A UNet's config.json as it is written, with the defaults of the class.
 * @see diffusers 0.23 `UNet2DConditionModel.__init__`
 */
export const unetSchema = z.object({
  in_channels: count.default(4),
  out_channels: count.default(4),
  block_out_channels: z.array(count).min(1).default([320, 640, 1280, 1280]),
  down_block_types: z
    .array(z.enum(['DownBlock2D', 'CrossAttnDownBlock2D']))
    .default(['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D']),
  mid_block_type: z.enum(['UNetMidBlock2DCrossAttn', 'UNetMidBlock2D']).nullable().default('UNetMidBlock2DCrossAttn'),
  up_block_types: z
    .array(z.enum(['UpBlock2D', 'CrossAttnUpBlock2D']))
    .default(['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D']),
  layers_per_block: numberOrList.default(2),
  attention_head_dim: numberOrList.default(8),
  num_attention_heads: numberOrList.nullish(),
  transformer_layers_per_block: z
    .union([z.int().min(0), z.array(layers)], { error: 'expected a whole number from 0, or a list of them' })
    .default(1),
  reverse_transformer_layers_per_block: z.array(layers).nullish(),
  only_cross_attention: z
    .union([z.boolean(), z.array(z.boolean())], { error: 'expected true or false, or a list of them' })
    .default(false),
  cross_attention_dim: numberOrList.default(1280),
  norm_num_groups: count.default(32),
  norm_eps: z.number().positive().max(1).default(1e-5),
  act_fn: z.enum(['silu', 'swish', 'mish', 'gelu', 'relu']).default('silu'),
  use_linear_projection: z.boolean().default(false),
  downsample_padding: z.int().min(0).max(1).default(1),
  conv_in_kernel: count.default(3),
  conv_out_kernel: count.default(3),
  mid_block_scale_factor: z.number().positive().default(1),
  flip_sin_to_cos: z.boolean().default(true),
  freq_shift: z.number().min(0).default(0),
  time_cond_proj_dim: count.nullish().transform(orNull),
  addition_embed_type: z.enum(['text_time']).nullish().transform(orNull),
  addition_time_embed_dim: count.nullish().transform(orNull),
  projection_class_embeddings_input_dim: count.nullish().transform(orNull),
  center_input_sample: z.boolean().default(false),
  sample_size: z
    .union([count, z.array(count).length(2)])
    .nullish()
    .transform((size) => (Array.isArray(size) ? size[0] : orNull(size))),

  _class_name: only('UNet2DConditionModel'),
  attention_type: only('default', null),
  class_embed_type: only(null),
  class_embeddings_concat: only(false, null),
  cross_attention_norm: only(null),
  dual_cross_attention: only(false, null),
  encoder_hid_dim: only(null),
  encoder_hid_dim_type: only(null),
  mid_block_only_cross_attention: only(null, false),
  num_class_embeds: only(null),
  resnet_skip_time_act: only(false, null),
  resnet_time_scale_shift: only('default'),
  time_embedding_act_fn: only(null),
  time_embedding_dim: only(null),
  time_embedding_type: only('positional'),
  timestep_post_act: only(null),
})

export type WrittenUnetConfig = z.output<typeof unetSchema>

function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null
}
