import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelIndex } from './filesNeeded.ts'
import { modelIndexAnswer } from './hubAnswers.ts'

/** `model_index.json` of a folder; undefined if it is missing or cannot be read. */
export async function readModelIndex(folder: string): Promise<ModelIndex | undefined> {
  return parseModelIndex(await readFile(join(folder, 'model_index.json'), 'utf8').catch(() => ''))
}

/** `model_index.json`; undefined if it is none. */
export function parseModelIndex(text: string): ModelIndex | undefined {
  try {
    return modelIndexAnswer.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
