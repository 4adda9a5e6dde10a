import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Family, familyOf } from '#checkpoint/family.ts'
import { readSafetensors } from '#checkpoint/safetensors.ts'
import { completeness } from './completeness.ts'
import { weightsOf } from './filesNeeded.ts'
import { unetConfigAnswer } from './hubAnswers.ts'
import type { Installed } from './installed.ts'
import { type LocalFile, localFiles } from './localFiles.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { readModelIndex } from './readModelIndex.ts'

/** What can be said about a model without loading it. */
export type ModelDescription = Installed & {
  readonly family: Family | undefined
  /** Of the distilled kind that is asked with LCM's schedule. */
  readonly isLcm: boolean
  readonly pipeline: string | undefined
  /** Side of the pictures that it was trained on. */
  readonly trainedPx: number | undefined
  /** Parts with weights: name → numbers in them, and whether they are half precision. */
  readonly parts: readonly { readonly name: string; readonly parameters: number; readonly dtypes: readonly string[] }[]
  /** What the pipeline reads. */
  readonly files: readonly LocalFile[]
  readonly bytes: number
  readonly manifest: Manifest | undefined
}

const PARTS = ['unet', 'text_encoder', 'text_encoder_2', 'vae', 'vae_tiny']

/** Reads the small files of a model, and the headers of its weights. */
export async function describeModel(installed: Installed): Promise<ModelDescription> {
  const { folder } = installed
  const all = await localFiles(folder)
  const used = new Set((await completeness(folder)).files)
  const files = all.filter(({ path }) => used.has(path))
  const config = await configOf(folder)
  return {
    ...installed,
    ...config,
    pipeline: (await readModelIndex(folder))?._class_name,
    parts: await partsOf(folder, all),
    files,
    bytes: (files.length > 0 ? files : all).reduce((sum, { bytes }) => sum + bytes, 0),
    manifest: await readManifest(folder),
  }
}

async function configOf(folder: string) {
  const text = await readFile(join(folder, 'unet', 'config.json'), 'utf8').catch(() => '')
  const config = unetConfigAnswer.safeParse(parsedOrUndefined(text)).data
  if (!config) return { family: undefined, isLcm: false, trainedPx: undefined }
  const latents = Array.isArray(config.sample_size) ? config.sample_size[0] : config.sample_size
  // the autoencoders of all three families make one latent of 8 x 8 pixels
  const trainedPx = latents ? latents * 8 : undefined
  return { family: familyOf(config), isLcm: Boolean(config.time_cond_proj_dim), trainedPx }
}

async function partsOf(folder: string, files: readonly LocalFile[]) {
  const paths = files.map(({ path }) => path)
  const parts = await Promise.all(
    PARTS.map(async (name) => {
      const weights = weightsOf(paths, name, 'float16').filter((path) => path.endsWith('.safetensors'))
      // a damaged file is told by who loads or verifies it; here it only counts for nothing
      const found = await Promise.all(weights.map((path) => readSafetensors(join(folder, path)).catch(() => [])))
      const tensors = found.flat()
      const parameters = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
      return { name, parameters, dtypes: [...new Set(tensors.map(({ dtype }) => dtype))] }
    }),
  )
  return parts.filter(({ parameters }) => parameters > 0)
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
