import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import { readJsonFile } from './jsonFile.ts'
import { parseConfig } from './parseConfig.ts'
import { readSafetensors } from './safetensors.ts'
import { shown } from './shown.ts'
import type { TensorSource } from './tensorSource.ts'
import type { Tensors } from './tensors.ts'

export type Precision = 'float32' | 'float16'

const stems = ['diffusion_pytorch_model', 'model'] as const
const index = z.looseObject({ weight_map: z.record(z.string(), z.string()) })

/** Whether a component's folder holds weights that we can read. */
export function hasWeights(folder: string): boolean {
  return (['float32', 'float16'] as const).some((precision) => fileOf(folder, precision) !== undefined)
}

/**
 * Finds a component's tensors: one file or the shards of an index.
 * @param precision which twin to take when both are there; if there is only one, that one
 * @throws OperatorError CHECKPOINT_INVALID
 */
export async function readTensors(folder: string, precision: Precision): Promise<Tensors> {
  const other = precision === 'float32' ? 'float16' : 'float32'
  const file = fileOf(folder, precision) ?? fileOf(folder, other)
  if (!file) throw missing(folder)
  const tensors = file.endsWith('.json') ? await readShards(folder, file) : await readSafetensors(file)
  return { name: `${basename(folder)} (${file})`, byKey: new Map(tensors.map((tensor) => [tensor.key, tensor])) }
}

/** The one file or the index of that precision. Indices of a variant are spelled in two ways. */
function fileOf(folder: string, precision: Precision): string | undefined {
  const variant = precision === 'float16' ? '.fp16' : ''
  const names = stems.flatMap((stem) => [
    `${stem}${variant}.safetensors`,
    `${stem}${variant}.safetensors.index.json`,
    ...(variant ? [`${stem}.safetensors.index${variant}.json`] : []),
  ])
  return names.map((name) => join(folder, name)).find((path) => existsSync(path))
}

async function readShards(folder: string, indexFile: string): Promise<TensorSource[]> {
  const { weight_map } = parseConfig(index, await readJsonFile(indexFile), indexFile)
  const keysOf = Map.groupBy(Object.keys(weight_map), (key) => weight_map[key])
  const strange = [...keysOf.keys()].find((shard) => !/^[^/\\\0]+\.safetensors$/.test(shard))
  if (strange !== undefined) throw invalid(`${indexFile} names ${shown(strange)}, which is no file beside it`)
  const tensors: TensorSource[] = []
  for (const [shard, keys] of keysOf) tensors.push(...(await readShard(join(folder, shard), keys, indexFile)))
  return tensors
}

/** @param keys those that the index says are in it: exactly those must be */
async function readShard(file: string, keys: readonly string[], indexFile: string): Promise<TensorSource[]> {
  if (!existsSync(file)) throw invalid(`${indexFile} names ${basename(file)}, which is missing`)
  const tensors = await readSafetensors(file)
  const named = new Set(keys)
  const held = new Set(tensors.map(({ key }) => key))
  const absent = keys.find((key) => !held.has(key))
  if (absent !== undefined)
    throw invalid(`${indexFile} says that ${shown(absent)} is in ${basename(file)}, but it is not`)
  const extra = tensors.find(({ key }) => !named.has(key))
  if (extra) throw invalid(`${file} holds ${shown(extra.key)}, which ${basename(indexFile)} does not place there`)
  return tensors
}

function missing(folder: string): OperatorError {
  const others = globSync('*.{bin,ckpt,pt,msgpack}', { cwd: folder })
  const found = others.length > 0 ? ` There is only ${others[0]}, which can run code when it is opened.` : ''
  const remedy =
    'Take a model with .safetensors files, or convert it: `pipe.save_pretrained(folder, safe_serialization=True)` in diffusers.'
  return new OperatorError(
    'CHECKPOINT_INVALID',
    `${folder} holds no weights in the safetensors format.${found}`,
    remedy,
  )
}

function invalid(what: string): OperatorError {
  return new OperatorError(
    'CHECKPOINT_INVALID',
    `${what}.`,
    'Download the model again: `npx i2i model verify` finds what is damaged.',
  )
}
