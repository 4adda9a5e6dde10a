import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readJsonFile, readTextFile } from './jsonFile.ts'
import { parseConfig } from './parseConfig.ts'
import { shown } from './shown.ts'
import { unfit } from './unfit.ts'

export type TokenizerWords = {
  readonly vocab: Readonly<Record<string, number>>
  /** Pairs joined by a space, the most frequent first. */
  readonly merges: readonly string[]
}

/** Words and their ids. */
export const vocabulary = z.record(z.string(), z.int().min(0))

const whole = z.object({
  model: z.object({
    type: z.literal('BPE').optional(),
    vocab: vocabulary,
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
})

/** The size of CLIP's vocabulary, without the 256 bytes that it starts from and its two special tokens. */
const MAX_MERGES = 49152 - 256 - 2

/**
 * Reads the vocabulary and the merges from vocab.json and merges.txt, or from tokenizer.json where one of them is missing.
 * @throws OperatorError CHECKPOINT_INVALID
 */
export async function readWords(folder: string): Promise<TokenizerWords> {
  const [vocabFile, mergesFile, wholeFile] = ['vocab.json', 'merges.txt', 'tokenizer.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  const isWhole = !(existsSync(vocabFile) && existsSync(mergesFile)) && existsSync(wholeFile)
  if (isWhole) {
    const { vocab, merges } = parseConfig(whole, await readJsonFile(wholeFile), wholeFile).model
    const pairs = merges.map((pair) => (typeof pair === 'string' ? pair : pair.join(' ')))
    return { vocab, merges: checked(pairs, wholeFile) }
  }
  const vocab = parseConfig(vocabulary, await readJsonFile(vocabFile), vocabFile)
  return { vocab, merges: checked(linesOf(await readTextFile(mergesFile)), mergesFile) }
}

/** The first line tells the version, whatever it says. @see transformers 4.26 `CLIPTokenizer.__init__` */
function linesOf(text: string): string[] {
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1, 1 + MAX_MERGES)
}

function checked(merges: readonly string[], where: string): readonly string[] {
  const wrong = merges.findIndex((pair) => !/^[^ ]+ [^ ]+$/.test(pair))
  if (wrong === -1) return merges
  throw unfit(where, `merge ${wrong + 1} is ${shown(merges[wrong])} instead of two parts with a space between them`)
}
