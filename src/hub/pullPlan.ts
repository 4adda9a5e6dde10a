import { type Family, familyOf } from '#checkpoint/family.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { filesNeeded, type ModelIndex, weightsOf } from './filesNeeded.ts'
import { unetConfigAnswer } from './hubAnswers.ts'
import type { HubClient } from './hubClient.ts'
import type { HubModel } from './hubModel.ts'
import type { Licence } from './licence.ts'
import { parseModelIndex } from './readModelIndex.ts'
import { tinyAutoencoderOf } from './tinyAutoencoderOf.ts'
import type { Precision } from './weightFiles.ts'

export type PullChoice = {
  readonly repo: string
  readonly revision: string
  /** `auto`: half, for half the size. */
  readonly precision: Precision | 'auto'
  /** `auto` and `tiny`: the small autoencoder, if the model has not one of its own. */
  readonly vae: 'auto' | 'tiny' | 'full'
}

/** A file that a pull will bring, and where in the model's folder it will lie. */
export type PlannedFile = {
  readonly path: string
  readonly source: { readonly repo: string; readonly commit: string; readonly path: string }
  readonly bytes: number | undefined
  readonly sha256: string | undefined
  readonly blobId: string | undefined
}

export type PullPlan = {
  readonly repo: string
  readonly revision: string
  readonly commit: string
  readonly family: Family
  readonly files: readonly PlannedFile[]
  /** Of the model, and of an autoencoder from elsewhere. */
  readonly licences: readonly (Licence & { readonly repo: string })[]
  /** Sum of the sizes that are known. */
  readonly bytes: number
}

/**
 * Asks the hub what a model consists of, and picks what the pipeline needs.
 * @throws OperatorError if it is not there, not allowed, or nothing that we can run
 */
export async function planPull(choice: PullChoice, hub: HubClient): Promise<PullPlan> {
  const model = await hub.model(choice.repo, choice.revision)
  const index = await indexOf(model, hub)
  const family = await familyIn(model, hub)
  const takesTiny = choice.vae !== 'full' && !isTiny(index)
  const precision = choice.precision === 'auto' ? 'float16' : choice.precision
  const paths = model.files.map(({ path }) => path)
  const needed = filesNeeded(paths, index, { precision, vae: takesTiny ? 'config' : 'weights' })
  if (needed.missing.length > 0) throw unsupported(model, `it has no ${needed.missing.join(', ')}`)
  const tiny = takesTiny ? await tinyAutoencoder(tinyAutoencoderOf(family), precision, hub) : undefined
  const files = [
    ...model.files.filter(({ path }) => needed.files.includes(path)).map(fileOf(model, '')),
    ...(tiny?.files ?? []),
  ]
  const licences = [model, ...(tiny ? [tiny.model] : [])].map(({ repo, licence }) => ({ repo, ...licence }))
  const { repo, revision } = choice
  return { repo, revision, commit: model.commit, family, files, licences, bytes: sum(files) }
}

async function tinyAutoencoder(repo: string, precision: Precision, hub: HubClient) {
  try {
    const model = await hub.model(repo, 'main')
    const paths = model.files.map(({ path }) => path)
    const wanted = ['config.json', ...weightsOf(paths, '', precision)]
    const files = model.files.filter(({ path }) => wanted.includes(path))
    if (files.length < 2) throw unsupported(model, 'it has no config.json or no weights as .safetensors')
    return { model, files: files.map(fileOf(model, 'vae_tiny/')) }
  } catch (error) {
    if (!(error instanceof OperatorError) || error.code === 'HUB_UNREACHABLE') throw error
    const remedy = 'Run the same command with --vae full to take the autoencoder of the model itself.'
    throw new OperatorError(error.code, `The small autoencoder cannot be had: ${error.message}`, remedy, {
      cause: error,
    })
  }
}

async function indexOf(model: HubModel, hub: HubClient): Promise<ModelIndex> {
  const file = model.files.find(({ path }) => path === 'model_index.json')
  if (!file) throw unsupported(model, 'it has no model_index.json, so it is not in the diffusers layout')
  const index = parseModelIndex(await hub.readText({ ...model, path: file.path }))
  if (!index) throw unsupported(model, 'its model_index.json cannot be read')
  if (!Array.isArray(index.unet)) throw unsupported(model, `its pipeline is ${index._class_name}, which has no UNet`)
  return index
}

async function familyIn(model: HubModel, hub: HubClient): Promise<Family> {
  const path = 'unet/config.json'
  if (!model.files.some((file) => file.path === path)) throw unsupported(model, `it has no ${path}`)
  const config = unetConfigAnswer.safeParse(parsedOrUndefined(await hub.readText({ ...model, path })))
  const family = config.success ? familyOf(config.data) : undefined
  if (!config.success || !family) throw unsupported(model, `its ${path} describes a network of another kind`)
  const channels = config.data.in_channels ?? 4
  if (channels !== 4) throw unsupported(model, `its UNet takes ${channels} channels instead of 4, as for inpainting`)
  return family
}

function fileOf({ repo, commit }: HubModel, prefix: string) {
  return (file: HubModel['files'][number]): PlannedFile => ({
    ...file,
    path: `${prefix}${file.path}`,
    source: { repo, commit, path: file.path },
  })
}

function isTiny(index: ModelIndex): boolean {
  return Array.isArray(index.vae) && index.vae[1] === 'AutoencoderTiny'
}

function unsupported({ repo }: HubModel, reason: string): OperatorError {
  const remedy = 'docs/models.md says which models work, and how others are converted.'
  return new OperatorError('CHECKPOINT_UNSUPPORTED', `${repo} cannot be used: ${reason}.`, remedy)
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function sum(files: readonly PlannedFile[]): number {
  return files.reduce((total, { bytes }) => total + (bytes ?? 0), 0)
}
