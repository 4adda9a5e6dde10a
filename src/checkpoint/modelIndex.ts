import { join } from 'node:path'
import { z } from 'zod'
import { isKnownPipeline } from './isKnownPipeline.ts'
import { readJsonFile } from './jsonFile.ts'
import { parseConfig } from './parseConfig.ts'
import type { TextEncoderClass } from './textEncoderConfig.ts'
import { unsupported } from './unsupported.ts'

/** What model_index.json says of a pipeline. */
export type ModelIndex = {
  /** Its path, for errors. */
  readonly file: string
  /** `_class_name` */
  readonly pipeline: string
  /** In the order in which their embeddings stand side by side. */
  readonly textEncoders: readonly {
    /** Folder in the model's. */
    readonly place: 'text_encoder' | 'text_encoder_2'
    readonly tokenizer: 'tokenizer' | 'tokenizer_2'
    readonly architecture: TextEncoderClass
  }[]
  readonly forceZerosForEmptyPrompt: boolean
}

/** A part of the pipeline: its library and its class, which has to be one of these. */
const part = <const C extends string>(...classes: readonly [C, ...C[]]) => z.tuple([z.string(), z.enum(classes)])
const none = z.tuple([z.null(), z.null()]).transform(() => undefined)
const encoder = part('CLIPTextModel', 'CLIPTextModelWithProjection')
const tokenizer = part('CLIPTokenizer', 'CLIPTokenizerFast')

// The class of the scheduler stands in scheduler_config.json, and that of the autoencoder in the config of the one that is
// chosen: those are the files people change.
const schema = z.object({
  unet: part('UNet2DConditionModel'),
  text_encoder: encoder,
  tokenizer,
  text_encoder_2: none.or(encoder).optional(),
  tokenizer_2: none.or(tokenizer).optional(),
  force_zeros_for_empty_prompt: z.boolean().default(true),
  requires_aesthetics_score: z.literal([false, null]).optional(),
})

/** Reads model_index.json. @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED */
export async function readModelIndex(folder: string): Promise<ModelIndex> {
  const file = join(folder, 'model_index.json')
  const json = await readJsonFile(file)
  // another pipeline has other parts, so its name comes first
  const { _class_name: pipeline } = parseConfig(z.looseObject({ _class_name: z.string() }), json, file)
  if (!isKnownPipeline(pipeline)) throw unsupported(file, '_class_name', pipeline)
  const index = parseConfig(schema, json, file)
  const first = { place: 'text_encoder', tokenizer: 'tokenizer', architecture: index.text_encoder[1] } as const
  const second = index.text_encoder_2 && {
    place: 'text_encoder_2' as const,
    tokenizer: 'tokenizer_2' as const,
    architecture: index.text_encoder_2[1],
  }
  return {
    file,
    pipeline,
    textEncoders: second ? [first, second] : [first],
    forceZerosForEmptyPrompt: index.force_zeros_for_empty_prompt,
  }
}
