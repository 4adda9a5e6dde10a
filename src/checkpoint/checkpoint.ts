import { statSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { assertFitTogether } from './assertFitTogether.ts'
import { type AutoencoderConfig, parseAutoencoderConfig } from './autoencoderConfig.ts'
import { readJsonFile } from './jsonFile.ts'
import { type ModelIndex, readModelIndex } from './modelIndex.ts'
import { parseSchedulerConfig, type SchedulerConfig, type SchedulerName } from './schedulerConfig.ts'
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
  /**
   * `full`: the model's own autoencoder, in vae; `tiny`: the small one in vae_tiny; `auto`: the model's own if its weights are
   * there, otherwise the small one.
   */
  readonly vae: 'auto' | 'full' | 'tiny'
  /** In place of the one that scheduler_config.json names. */
  readonly scheduler?: SchedulerName
}

/**
 * Opens a model in the diffusers layout: reads configs and headers, no weights.
 * @throws OperatorError MODEL_NOT_INSTALLED, CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export async function openCheckpoint(folder: string, options: CheckpointOptions): Promise<Checkpoint> {
  const { precision, vae, scheduler = 'auto' } = options
  assertModelFolder(folder)
  const index = await readModelIndex(folder)
  const unet = await openUnet(partOf(folder, 'unet'), precision)
  const checkpoint: Checkpoint = {
    folder,
    pipeline: index.pipeline,
    family: unet.config.addition_embed_type === 'text_time' ? 'sdxl' : 'sd',
    unet,
    autoencoder: await openAutoencoder(folder, precision, vae),
    textEncoders: await Promise.all(index.textEncoders.map((encoder) => openTextEncoder(folder, encoder, precision))),
    scheduler: await openSchedulerConfig(partOf(folder, 'scheduler'), scheduler),
    forceZerosForEmptyPrompt: index.forceZerosForEmptyPrompt,
  }
  assertFitTogether(checkpoint)
  return checkpoint
}

async function openUnet(place: string, precision: Precision): Promise<Checkpoint['unet']> {
  const file = join(place, 'config.json')
  const config = parseUnetConfig(await readJsonFile(file), file)
  for (const key of ['in_channels', 'out_channels'] as const) {
    if (config[key] !== LATENT_CHANNELS) throw unsupported(file, key, config[key], otherChannels(config[key]))
  }
  return { config, tensors: await readTensors(place, precision) }
}

/** What the families have, and what noise is drawn for. */
const LATENT_CHANNELS = 4

/** What a UNet is made for that takes more than latents. */
const purposes: Readonly<Record<number, string>> = {
  5: 'pictures with a depth map',
  7: 'upscaling',
  8: 'editing by instruction',
  9: 'inpainting',
}

function otherChannels(channels: number): string {
  const purpose = purposes[channels]
  const what = purpose ? `With ${channels} channels this is a model for ${purpose}: choose` : 'Choose'
  return `${what} the base model, whose UNet takes and makes ${LATENT_CHANNELS}.`
}

async function openAutoencoder(
  folder: string,
  precision: Precision,
  vae: 'auto' | 'full' | 'tiny',
): Promise<Checkpoint['autoencoder']> {
  const isSmall =
    vae === 'tiny' || (vae === 'auto' && !hasWeights(join(folder, 'vae')) && hasWeights(join(folder, 'vae_tiny')))
  const place = partOf(folder, isSmall ? 'vae_tiny' : 'vae')
  const file = join(place, 'config.json')
  const config = parseAutoencoderConfig(await readJsonFile(file), file)
  if (config.latent_channels !== LATENT_CHANNELS) {
    const remedy = `Take the autoencoder of an SDXL, SD 2.x or SD 1.x model, which has ${LATENT_CHANNELS}.`
    throw unsupported(file, 'latent_channels', config.latent_channels, remedy)
  }
  return { config, tensors: await readTensors(place, precision) }
}

async function openTextEncoder(
  folder: string,
  { place, tokenizer, architecture }: ModelIndex['textEncoders'][number],
  precision: Precision,
): Promise<Checkpoint['textEncoders'][number]> {
  const part = partOf(folder, place)
  const file = join(part, 'config.json')
  return {
    config: parseTextEncoderConfig(await readJsonFile(file), file, architecture),
    tensors: await readTensors(part, precision),
    tokenizer: await readTokenizer(partOf(folder, tokenizer)),
  }
}

async function openSchedulerConfig(place: string, name: SchedulerName): Promise<SchedulerConfig> {
  const file = join(place, 'scheduler_config.json')
  return parseSchedulerConfig(await readJsonFile(file), file, name)
}

/** @throws OperatorError CHECKPOINT_INVALID if the model has no such folder */
function partOf(folder: string, name: string): string {
  const place = join(folder, name)
  if (isFolder(place)) return place
  const remedy =
    name === 'vae_tiny'
      ? 'Put an AutoencoderTiny (madebyollin/taesdxl for SDXL, madebyollin/taesd otherwise) there, or give `--vae full`.'
      : 'Take the whole model folder in the diffusers layout; `npx i2i model pull` downloads one.'
  throw new OperatorError('CHECKPOINT_INVALID', `${folder} has no folder ${name}.`, remedy)
}

function assertModelFolder(folder: string): void {
  if (statSync(join(folder, 'model_index.json'), { throwIfNoEntry: false })) return
  const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined
  const what = !isThere
    ? `${folder} does not exist.`
    : isFolder(folder)
      ? `The folder ${folder} has no model_index.json.`
      : `${folder} is a file, not the folder of a model.`
  const remedy =
    'Give a folder in the diffusers layout, or a name that `npx i2i model list` shows; `npx i2i model pull OWNER/NAME` downloads one.'
  throw new OperatorError('MODEL_NOT_INSTALLED', what, remedy)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
