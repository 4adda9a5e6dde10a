import { z } from 'zod'
import { parseConfig } from './parseConfig.ts'
import { unsupported } from './unsupported.ts'

const count = z.int().min(1)

const schema = z.object({
  architectures: z.array(z.string()).min(1),
  hidden_size: count.default(512),
  intermediate_size: count.default(2048),
  num_hidden_layers: count.default(12),
  num_attention_heads: count.default(8),
  hidden_act: z.enum(['quick_gelu', 'gelu', 'silu', 'relu']).default('quick_gelu'),
  layer_norm_eps: z.number().positive().default(1e-5),
  max_position_embeddings: z.int().min(3).default(77),
  vocab_size: count.default(49408),
  projection_dim: count.default(512),
  eos_token_id: z.int().min(0).default(49407),
})

/** A CLIP text encoder's config.json. */
export type TextEncoderConfig = Readonly<Omit<z.output<typeof schema>, 'architectures'>> & {
  readonly architecture: 'CLIPTextModel' | 'CLIPTextModelWithProjection'
}

/** Parses a text encoder's config.json. @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED */
export function parseTextEncoderConfig(json: unknown, where: string): TextEncoderConfig {
  const { architectures, ...config } = parseConfig(schema, json, where)
  const [architecture] = architectures
  if (architecture === 'CLIPTextModel' || architecture === 'CLIPTextModelWithProjection')
    return { ...config, architecture }
  throw unsupported(where, 'architectures', architectures)
}
