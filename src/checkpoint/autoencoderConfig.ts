import { z } from 'zod'
import { parseConfig } from './parseConfig.ts'
import { unfit } from './unfit.ts'

/** Far beyond any network, but nothing that would fill the memory before a weight is found missing. */
const count = z.int().min(1).max(1_000_000)
const channels = z.array(count).min(1)

/** @see diffusers 0.23 `AutoencoderKL.__init__`; the last five keys came later */
const kl = z.object({
  _class_name: z.literal('AutoencoderKL'),
  in_channels: z.literal(3).default(3),
  out_channels: z.literal(3).default(3),
  down_block_types: z.array(z.enum(['DownEncoderBlock2D'])).default(['DownEncoderBlock2D']),
  up_block_types: z.array(z.enum(['UpDecoderBlock2D'])).default(['UpDecoderBlock2D']),
  block_out_channels: channels.default([64]),
  layers_per_block: count.default(1),
  latent_channels: count.default(4),
  norm_num_groups: count.default(32),
  scaling_factor: z.number().positive().default(0.18215),
  act_fn: z.enum(['silu', 'swish', 'mish', 'gelu', 'relu']).default('silu'),
  force_upcast: z.boolean().default(true),
  shift_factor: z.number().nullable().default(null),
  use_quant_conv: z.boolean().default(true),
  use_post_quant_conv: z.boolean().default(true),
  mid_block_add_attention: z.boolean().default(true),
  latents_mean: z.literal(null).optional(),
  latents_std: z.literal(null).optional(),
})

/** @see diffusers 0.23 `AutoencoderTiny.__init__` */
const tiny = z.object({
  _class_name: z.literal('AutoencoderTiny'),
  in_channels: z.literal(3).default(3),
  out_channels: z.literal(3).default(3),
  encoder_block_out_channels: channels.default([64, 64, 64, 64]),
  decoder_block_out_channels: channels.default([64, 64, 64, 64]),
  num_encoder_blocks: z.array(z.int().min(0)).min(1).default([1, 3, 3, 3]),
  num_decoder_blocks: z.array(z.int().min(0)).min(1).default([3, 3, 3, 1]),
  act_fn: z.enum(['relu', 'silu', 'swish', 'mish', 'gelu']).default('relu'),
  latent_channels: count.default(4),
  upsampling_scaling_factor: count.default(2),
  latent_magnitude: z.number().default(3),
  latent_shift: z.number().default(0.5),
  scaling_factor: z.number().positive().default(1),
  upsample_fn: z.literal('nearest').optional(),
})

type Kl = Omit<z.output<typeof kl>, 'down_block_types' | 'up_block_types' | 'latents_mean' | 'latents_std'>
type Tiny = Omit<z.output<typeof tiny>, 'upsample_fn'>

/** Variational, with a mean and a variance for every latent. */
export type AutoencoderKlConfig = Readonly<Kl>
/** TAESD: small, without randomness. */
export type AutoencoderTinyConfig = Readonly<Tiny>
export type AutoencoderConfig = AutoencoderKlConfig | AutoencoderTinyConfig

const either = z.looseObject({ _class_name: z.enum(['AutoencoderKL', 'AutoencoderTiny']) })

/** Parses a VAE's config.json. @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED */
export function parseAutoencoderConfig(json: unknown, where: string): AutoencoderConfig {
  const { _class_name } = parseConfig(either, json, where)
  return _class_name === 'AutoencoderKL' ? parseKl(json, where) : parseTiny(json, where)
}

function parseKl(json: unknown, where: string): AutoencoderKlConfig {
  const { down_block_types, up_block_types, latents_mean, latents_std, ...config } = parseConfig(kl, json, where)
  const { block_out_channels, norm_num_groups } = config
  assertSameLength(where, { down_block_types, block_out_channels })
  assertSameLength(where, { up_block_types, block_out_channels })
  const odd = block_out_channels.find((n) => n % norm_num_groups !== 0)
  if (odd !== undefined) throw unfit(where, `${odd} channels cannot be split into ${norm_num_groups} norm_num_groups`)
  return config
}

function parseTiny(json: unknown, where: string): AutoencoderTinyConfig {
  const { upsample_fn, ...config } = parseConfig(tiny, json, where)
  const { num_encoder_blocks, encoder_block_out_channels, num_decoder_blocks, decoder_block_out_channels } = config
  assertSameLength(where, { num_encoder_blocks, encoder_block_out_channels })
  assertSameLength(where, { num_decoder_blocks, decoder_block_out_channels })
  // what one half makes smaller, the other one makes larger again
  assertSameLength(where, { num_encoder_blocks, num_decoder_blocks })
  return config
}

function assertSameLength(where: string, lists: Readonly<Record<string, readonly unknown[]>>): void {
  const [[one, first], [other, second]] = Object.entries(lists)
  if (first.length === second.length) return
  throw unfit(where, `${one} has ${first.length} entries, but ${other} has ${second.length}`)
}
