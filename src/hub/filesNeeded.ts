import { type Precision, weightFiles } from './weightFiles.ts'

/** `model_index.json`: the parts of a pipeline, and settings that do not matter here. */
export type ModelIndex = Readonly<Record<string, unknown>> & { readonly _class_name: string }

export type FilesNeeded = {
  readonly files: readonly string[]
  /** What a pipeline needs and the list does not have, in words; empty if all is there. */
  readonly missing: readonly string[]
}

export type Choice = {
  readonly precision: Precision
  /** `config`: another autoencoder takes its place, so its weights are left out. */
  readonly vae: 'weights' | 'config'
}

/** The parts of a pipeline that are used, in the order of the help; image checkers and the like are not. */
const WITH_WEIGHTS = ['text_encoder', 'text_encoder_2', 'unet', 'vae'] as const
const TOKENIZERS = ['tokenizer', 'tokenizer_2'] as const
const ALWAYS = ['unet', 'vae'] as const

/**
 * Which files of a model the pipeline reads.
 * @param paths all files of the model, relative, with slashes
 */
export function filesNeeded(paths: readonly string[], index: ModelIndex, choice: Choice): FilesNeeded {
  const files = paths.filter((path) => path === 'model_index.json' || isForPeople(path))
  const missing: string[] = []
  const take = (wanted: readonly string[], what: string) => {
    if (wanted.length > 0) files.push(...wanted)
    else missing.push(what)
  }
  const have = (path: string) => paths.filter((other) => other === path)

  take(have('scheduler/scheduler_config.json'), 'scheduler/scheduler_config.json')
  for (const part of TOKENIZERS.filter((name) => isNamed(index, name))) {
    files.push(
      ...paths.filter((path) => path.startsWith(`${part}/`) && /^[^/]+\.(json|txt)$/.test(path.slice(part.length + 1))),
    )
    for (const name of ['vocab.json', 'merges.txt'])
      if (!files.includes(`${part}/${name}`)) missing.push(`${part}/${name}`)
  }
  for (const part of WITH_WEIGHTS.filter((name) => isNamed(index, name) || ALWAYS.some((always) => always === name))) {
    take(have(`${part}/config.json`), `${part}/config.json`)
    if (part !== 'vae' || choice.vae === 'weights')
      take(weightsOf(paths, part, choice.precision), `the weights of ${part} as .safetensors`)
  }
  return { files, missing }
}

/** The weights of one part, with the folder; empty if there is no complete set. */
export function weightsOf(paths: readonly string[], part: string, precision: Precision): string[] {
  const prefix = part === '' ? '' : `${part}/`
  const names = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length))
  return (weightFiles(names, precision)?.files ?? []).map((name) => `${prefix}${name}`)
}

function isNamed(index: ModelIndex, part: string): boolean {
  const entry = index[part]
  return Array.isArray(entry) && typeof entry[1] === 'string'
}

function isForPeople(path: string): boolean {
  return /^(README\.md|licen[cs]e(\.\w+|-[\w-]+)?)$/i.test(path)
}
