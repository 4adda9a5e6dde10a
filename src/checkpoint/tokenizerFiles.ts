import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import { readJsonFile, readTextFile } from './jsonFile.ts'
import { parseConfig } from './parseConfig.ts'

/** A CLIP tokenizer as its files describe it. */
export type TokenizerFiles = {
  readonly vocab: Readonly<Record<string, number>>
  /** Pairs joined by a space, the most frequent first. */
  readonly merges: readonly string[]
  readonly padToken: string
  readonly bosToken: string
  readonly eosToken: string
  readonly unkToken: string
  /** Ids of one prompt, with begin and end: 77. */
  readonly modelMaxLength: number
  /** Split off before anything else. */
  readonly specialTokens: readonly string[]
}

const token = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
const tokens = {
  bos_token: token.nullish(),
  eos_token: token.nullish(),
  unk_token: token.nullish(),
  pad_token: token.nullish(),
}
const configSchema = z.looseObject({ ...tokens, model_max_length: z.number().min(3).default(77) })
const mapSchema = z.looseObject({ ...tokens, additional_special_tokens: z.array(token).default([]) })
const vocabSchema = z.record(z.string(), z.int().min(0))
const tokenizerSchema = z.looseObject({
  model: z.looseObject({
    vocab: vocabSchema,
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
})

/** Longest prompt that a text encoder of these families knows. */
const MAX_LENGTH = 77

/** Reads a tokenizer's folder. @throws OperatorError CHECKPOINT_INVALID */
export async function readTokenizer(folder: string): Promise<TokenizerFiles> {
  const { vocab, merges } = await readWords(folder)
  const config = parseConfig(
    configSchema,
    await optional(folder, 'tokenizer_config.json'),
    join(folder, 'tokenizer_config.json'),
  )
  const map = parseConfig(
    mapSchema,
    await optional(folder, 'special_tokens_map.json'),
    join(folder, 'special_tokens_map.json'),
  )
  const added = parseConfig(vocabSchema, await optional(folder, 'added_tokens.json'), join(folder, 'added_tokens.json'))
  const all = { ...vocab, ...added }
  const named = (key: keyof typeof tokens, otherwise: string) => map[key] ?? config[key] ?? otherwise
  const bosToken = named('bos_token', '<|startoftext|>')
  const eosToken = named('eos_token', '<|endoftext|>')
  const unkToken = named('unk_token', eosToken)
  const padToken = named('pad_token', eosToken)
  for (const word of [bosToken, eosToken, unkToken, padToken]) {
    if (all[word] !== undefined) continue
    throw new OperatorError(
      'CHECKPOINT_INVALID',
      `${folder}: the token ${JSON.stringify(word)} is not in the vocabulary.`,
      'Take the tokenizer that belongs to the model.',
    )
  }
  return {
    vocab: all,
    merges,
    padToken,
    bosToken,
    eosToken,
    unkToken,
    modelMaxLength: Math.min(MAX_LENGTH, config.model_max_length),
    specialTokens: [
      ...new Set([bosToken, eosToken, unkToken, padToken, ...map.additional_special_tokens, ...Object.keys(added)]),
    ],
  }
}

async function readWords(folder: string): Promise<{ vocab: Record<string, number>; merges: string[] }> {
  const vocabFile = join(folder, 'vocab.json')
  const whole = join(folder, 'tokenizer.json')
  if (!existsSync(vocabFile) && existsSync(whole)) {
    const { vocab, merges } = parseConfig(tokenizerSchema, await readJsonFile(whole), whole).model
    return { vocab, merges: merges.map((pair) => (typeof pair === 'string' ? pair : pair.join(' '))) }
  }
  const vocab = parseConfig(vocabSchema, await readJsonFile(vocabFile), vocabFile)
  const text = await readTextFile(join(folder, 'merges.txt'))
  // the first line tells the version
  const merges = text.split('\n').filter((line) => line !== '' && !line.startsWith('#version'))
  return { vocab, merges }
}

async function optional(folder: string, name: string): Promise<unknown> {
  return existsSync(join(folder, name)) ? readJsonFile(join(folder, name)) : {}
}
