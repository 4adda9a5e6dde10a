import { z } from 'zod'
import { parseConfig } from './parseConfig.ts'
import { unfit } from './unfit.ts'

/** Far beyond any network, but nothing that would fill the memory before a weight is found missing. */
const count = z.int().min(1).max(1_000_000)
const classes = ['CLIPTextModel', 'CLIPTextModelWithProjection'] as const

/** @see transformers 4.26 `CLIPTextConfig.__init__` */
const schema = z.object({
  architectures: z.array(z.enum(classes)).min(1).nullish(),
  hidden_size: count.default(512),
  intermediate_size: count.default(2048),
  num_hidden_layers: count.default(12),
  num_attention_heads: count.default(8),
  hidden_act: z.enum(['quick_gelu', 'gelu', 'silu', 'swish', 'mish', 'relu']).default('quick_gelu'),
  layer_norm_eps: z.number().positive().max(1).default(1e-5),
  // the mask of attention has its square of numbers
  max_position_embeddings: z.int().min(3).max(4096).default(77),
  vocab_size: count.default(49408),
  projection_dim: count.default(512),
  eos_token_id: z.int().min(0).default(49407),
})

export type TextEncoderClass = (typeof classes)[number]

/** A CLIP text encoder's config.json. */
export type TextEncoderConfig = Readonly<Omit<z.output<typeof schema>, 'architectures'>> & {
  readonly architecture: TextEncoderClass
}

/**
 * Parses a text encoder's config.json.
 * @param named the class that model_index.json names, which then takes the place of the config's own
 * @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export function parseTextEncoderConfig(json: unknown, where: string, named?: TextEncoderClass): TextEncoderConfig {
  const { architectures, ...config } = parseConfig(schema, json, where)
  const { hidden_size, num_attention_heads } = config
  const architecture = named ?? architectures?.[0]
  if (!architecture) throw unfit(where, 'architectures is missing')
  if (hidden_size % num_attention_heads !== 0)
    throw unfit(where, `a hidden_size of ${hidden_size} cannot be split into ${num_attention_heads} attention heads`)
  return { ...config, architecture }
}
