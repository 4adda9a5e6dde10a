import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import { readJsonFile } from './jsonFile.ts'
import { parseConfig } from './parseConfig.ts'
import { readSafetensors } from './safetensors.ts'
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
 * @param precision which twin to take when both are there
 * @throws OperatorError CHECKPOINT_INVALID
 */
export async function readTensors(folder: string, precision: Precision): Promise<Tensors> {
  const other = precision === 'float32' ? 'float16' : 'float32'
  const file = fileOf(folder, precision) ?? fileOf(folder, other)
  if (!file) throw missing(folder)
  const tensors = file.endsWith('.json') ? await readShards(folder, file) : await readSafetensors(file)
  return { name: `${basename(folder)} (${file})`, byKey: new Map(tensors.map((tensor) => [tensor.key, tensor])) }
}

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
  const shards = [...new Set(Object.values(weight_map))]
  const strange = shards.find((shard) => basename(shard) !== shard || !shard.endsWith('.safetensors'))
  if (strange !== undefined) throw invalid(`${indexFile} names ${JSON.stringify(strange)}, which is no file beside it`)
  const tensors: TensorSource[] = []
  for (const shard of shards) {
    const held = new Map((await readSafetensors(join(folder, shard))).map((tensor) => [tensor.key, tensor]))
    for (const key of Object.keys(weight_map).filter((key) => weight_map[key] === shard)) {
      const tensor = held.get(key)
      if (!tensor) throw invalid(`${indexFile} says that ${key} is in ${shard}, but it is not`)
      tensors.push(tensor)
      held.delete(key)
    }
    const [extra] = held.keys()
    if (extra !== undefined) throw invalid(`${shard} holds ${extra}, which ${indexFile} does not name`)
  }
  return tensors
}

function missing(folder: string): OperatorError {
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(bin|ckpt|pt|msgpack)$/.test(name)) : []
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
