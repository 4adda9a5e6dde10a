import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import { type AutoencoderConfig, parseAutoencoderConfig } from './autoencoderConfig.ts'
import { readJsonFile } from './jsonFile.ts'
import { parseConfig } from './parseConfig.ts'
import { parseSchedulerConfig, type SchedulerConfig } from './schedulerConfig.ts'
import type { Tensors } from './tensors.ts'
import { parseTextEncoderConfig, type TextEncoderConfig } from './textEncoderConfig.ts'
import { readTokenizer, type TokenizerFiles } from './tokenizerFiles.ts'
import { parseUnetConfig, type UnetConfig } from './unetConfig.ts'
import { unsupported } from './unsupported.ts'
import { hasWeights, type Precision, readTensors } from './weightFiles.ts'

/** A diffusers folder: what its parts are, and where their weights lie. */
export type Checkpoint = {
  readonly folder: string
  /** `_class_name` of model_index.json. */
  readonly pipeline: string
  readonly family: 'sdxl' | 'sd'
  readonly unet: { readonly config: UnetConfig; readonly tensors: Tensors }
  readonly autoencoder: { readonly config: AutoencoderConfig; readonly tensors: Tensors }
  readonly textEncoders: readonly {
    readonly config: TextEncoderConfig
    readonly tensors: Tensors
    readonly tokenizer: TokenizerFiles
  }[]
  readonly scheduler: SchedulerConfig
  /** SDXL: an empty negative prompt is all zeros. */
  readonly forceZerosForEmptyPrompt: boolean
}

export type CheckpointOptions = {
  /** Which twin to take when a part has both. */
  readonly precision: Precision
  /** `auto`: the model's own autoencoder if its weights are there, otherwise the small one in vae_tiny. */
  readonly vae: 'auto' | 'full' | 'tiny'
}

const part = z.tuple([z.string().nullable(), z.string().nullable()])
const indexSchema = z.looseObject({
  _class_name: z.string(),
  unet: part,
  vae: part,
  scheduler: part,
  text_encoder: part,
  tokenizer: part,
  text_encoder_2: part.optional(),
  tokenizer_2: part.optional(),
  force_zeros_for_empty_prompt: z.boolean().default(true),
  requires_aesthetics_score: z.boolean().default(false),
})

const pipelines =
  /^(StableDiffusion(XL)?(Img2Img)?Pipeline|LatentConsistencyModel(Img2Img)?Pipeline|AutoPipelineFor\w+)$/

/**
 * Opens a model in the diffusers layout: reads configs and headers, no weights.
 * @throws OperatorError MODEL_NOT_INSTALLED, CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export async function openCheckpoint(folder: string, { precision, vae }: CheckpointOptions): Promise<Checkpoint> {
  const indexFile = join(folder, 'model_index.json')
  if (!existsSync(indexFile)) throw notThere(folder)
  const index = parseConfig(indexSchema, await readJsonFile(indexFile), indexFile)
  if (!pipelines.test(index._class_name)) throw unsupported(indexFile, '_class_name', index._class_name)
  if (index.requires_aesthetics_score) throw unsupported(indexFile, 'requires_aesthetics_score', true)

  const unetFile = join(folder, 'unet', 'config.json')
  const config = parseUnetConfig(await readJsonFile(unetFile), unetFile)
  if (config.in_channels !== 4 || config.out_channels !== 4)
    throw unsupported(unetFile, 'in_channels', config.in_channels)
  const encoders = index.text_encoder_2 ? ['', '_2'] : ['']
  return {
    folder,
    pipeline: index._class_name,
    family: config.addition_embed_type === 'text_time' ? 'sdxl' : 'sd',
    unet: { config, tensors: await readTensors(join(folder, 'unet'), precision) },
    autoencoder: await openAutoencoder(folder, precision, vae),
    textEncoders: await Promise.all(encoders.map((suffix) => openTextEncoder(folder, suffix, precision))),
    scheduler: await openSchedulerConfig(folder),
    forceZerosForEmptyPrompt: index.force_zeros_for_empty_prompt,
  }
}

async function openAutoencoder(folder: string, precision: Precision, vae: 'auto' | 'full' | 'tiny') {
  const own = join(folder, 'vae')
  const small = join(folder, 'vae_tiny')
  const chosen = vae === 'tiny' || (vae === 'auto' && !hasWeights(own) && hasWeights(small)) ? small : own
  const file = join(chosen, 'config.json')
  return {
    config: parseAutoencoderConfig(await readJsonFile(file), file),
    tensors: await readTensors(chosen, precision),
  }
}

async function openTextEncoder(folder: string, suffix: string, precision: Precision) {
  const place = join(folder, `text_encoder${suffix}`)
  const file = join(place, 'config.json')
  return {
    config: parseTextEncoderConfig(await readJsonFile(file), file),
    tensors: await readTensors(place, precision),
    tokenizer: await readTokenizer(join(folder, `tokenizer${suffix}`)),
  }
}

async function openSchedulerConfig(folder: string): Promise<SchedulerConfig> {
  const file = join(folder, 'scheduler', 'scheduler_config.json')
  return parseSchedulerConfig(await readJsonFile(file), file)
}

function notThere(folder: string): OperatorError {
  const what = existsSync(folder) ? 'has no model_index.json' : 'does not exist'
  const remedy =
    'Give a folder in the diffusers layout, or a name that `npx i2i model list` shows; `npx i2i model pull OWNER/NAME` downloads one.'
  return new OperatorError('MODEL_NOT_INSTALLED', `The folder ${folder} ${what}.`, remedy)
}
