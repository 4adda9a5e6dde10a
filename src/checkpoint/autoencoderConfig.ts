import { z } from 'zod'
import { parseConfig } from './parseConfig.ts'
import { unsupported } from './unsupported.ts'

const count = z.int().min(1)
const channels = z.array(count).min(1)

const kl = z.object({
  _class_name: z.literal('AutoencoderKL'),
  in_channels: count.default(3),
  out_channels: count.default(3),
  block_out_channels: channels.default([64]),
  layers_per_block: count.default(1),
  latent_channels: count.default(4),
  norm_num_groups: count.default(32),
  scaling_factor: z.number().positive().default(0.18215),
  shift_factor: z.number().nullable().default(null),
  act_fn: z.enum(['silu', 'swish', 'mish', 'gelu', 'relu']).default('silu'),
  use_quant_conv: z.boolean().default(true),
  use_post_quant_conv: z.boolean().default(true),
  mid_block_add_attention: z.boolean().default(true),
  force_upcast: z.boolean().default(true),
})

const tiny = z.object({
  _class_name: z.literal('AutoencoderTiny'),
  in_channels: count.default(3),
  out_channels: count.default(3),
  encoder_block_out_channels: channels.default([64, 64, 64, 64]),
  decoder_block_out_channels: channels.default([64, 64, 64, 64]),
  num_encoder_blocks: channels.default([1, 3, 3, 3]),
  num_decoder_blocks: channels.default([3, 3, 3, 1]),
  act_fn: z.enum(['relu', 'silu', 'mish', 'gelu']).default('relu'),
  latent_channels: count.default(4),
  upsampling_scaling_factor: count.default(2),
  latent_magnitude: z.number().default(3),
  latent_shift: z.number().default(0.5),
  scaling_factor: z.number().positive().default(1),
})

const schema = z.discriminatedUnion('_class_name', [kl, tiny])

/** Variational, with a mean and a variance for every latent. */
export type AutoencoderKlConfig = Readonly<z.output<typeof kl>>
/** TAESD: small, without randomness. */
export type AutoencoderTinyConfig = Readonly<z.output<typeof tiny>>
export type AutoencoderConfig = AutoencoderKlConfig | AutoencoderTinyConfig

/** Parses a VAE's config.json. @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED */
export function parseAutoencoderConfig(json: unknown, where: string): AutoencoderConfig {
  const { _class_name } = parseConfig(z.looseObject({ _class_name: z.string() }), json, where)
  if (_class_name !== 'AutoencoderKL' && _class_name !== 'AutoencoderTiny')
    throw unsupported(where, '_class_name', _class_name)
  return parseConfig(schema, json, where)
}
