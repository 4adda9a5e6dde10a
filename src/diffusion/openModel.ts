import { basename } from 'node:path'
import { openCheckpoint } from '#checkpoint/checkpoint.ts'
import { familyOf } from '#checkpoint/family.ts'
import type { SchedulerName } from '#checkpoint/schedulerConfig.ts'
import type { Log } from '#telemetry/log.ts'
import { assertBuildable } from './assertBuildable.ts'
import { ImageToImage } from './imageToImage.ts'
import type { NoisePrecision } from './noise.ts'
import { chooseProvider, type ProviderChoice, type ProviderWishes } from './providerChoice.ts'
import { nameOf } from './providerLibrary.ts'

export type ModelOptions = ProviderWishes & {
  /** A checkpoint in the diffusers layout. */
  readonly folder: string
  /** What it is called in the log; the folder's name if left out. */
  readonly name?: string
  readonly vae: 'auto' | 'full' | 'tiny'
  readonly scheduler?: SchedulerName
  /** As versions of diffusers choose them; see `ImageToImageOptions`. */
  readonly lcmTimesteps?: '0.23' | 'later'
  readonly noise: NoisePrecision
  /** What an earlier opening has found out, which is then not tried again. */
  readonly choice?: ProviderChoice
}

/** A model on a provider. */
export type OpenModel = {
  readonly model: ImageToImage
  readonly choice: ProviderChoice
  /** One phrase: model, family, provider, device, precision, attention. */
  readonly description: string
  /** Whether guidanceScale above 1 runs the network for the negative prompt as well. */
  readonly hasGuidance: boolean
}

/**
 * Chooses a provider and opens a checkpoint for it. Blocks the thread for a while.
 * @throws OperatorError PROVIDER_UNAVAILABLE, MODEL_NOT_INSTALLED, CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export async function openModel(options: ModelOptions, log: Pick<Log, 'info' | 'warn'>): Promise<OpenModel> {
  const { folder, vae, scheduler = 'auto', lcmTimesteps = '0.23', noise, precision } = options
  const choice = options.choice ?? (await chooseProvider(options, log))
  const { device, dialect } = choice
  // on the CPU the weights' type says nothing about the arithmetic: fp16 files are smaller, and widened when they are used
  const weights = device.provider === 'cpu' && precision !== 'auto' ? precision : dialect.float
  const checkpoint = await openCheckpoint(folder, { precision: weights, vae, scheduler })
  // a second thread opens what the first has found to be sound
  if (!options.choice) assertBuildable(checkpoint, dialect)
  const model = new ImageToImage({ checkpoint, device, dialect, noise, lcmTimesteps, log })
  const where = device.provider === 'cpu' ? 'the CPU' : `${nameOf(device.provider)} device ${device.device}`
  const description = `${options.name ?? basename(folder)} (${familyOf(checkpoint.unet.config)}) on ${where}, ${dialect.float}, ${dialect.attention} attention`
  return { model, choice, description, hasGuidance: checkpoint.unet.config.time_cond_proj_dim === null }
}
