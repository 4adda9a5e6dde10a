import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readJsonFile } from './jsonFile.ts'
import { parseConfig } from './parseConfig.ts'
import { shown } from './shown.ts'
import { readWords, vocabulary } from './tokenizerWords.ts'
import { unfit } from './unfit.ts'

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

/** Older files write the token alone, newer ones how it is cut out as well. */
const token = z.union([z.string(), z.object({ content: z.string() })]).transform(contentOf)
const named = {
  bos_token: token.nullish(),
  eos_token: token.nullish(),
  unk_token: token.nullish(),
  pad_token: token.nullish(),
}
const configSchema = z.object({
  ...named,
  // some files say 10^30 for "no limit"
  model_max_length: z.number().min(3).nullish(),
  added_tokens_decoder: z.record(z.string().regex(/^\d{1,9}$/), z.object({ content: z.string() })).default({}),
})
const mapSchema = z.object({ ...named, additional_special_tokens: z.array(token).default([]) })

/** Longest prompt that a text encoder of these families knows. */
const MAX_LENGTH = 77

/**
 * Reads a tokenizer's folder. What special_tokens_map.json says goes before tokenizer_config.json, as in transformers 4.26,
 * and what neither says is as in the class `CLIPTokenizer`.
 * @throws OperatorError CHECKPOINT_INVALID
 */
export async function readTokenizer(folder: string): Promise<TokenizerFiles> {
  const { vocab, merges } = await readWords(folder)
  const config = await optional(folder, 'tokenizer_config.json', configSchema)
  const map = await optional(folder, 'special_tokens_map.json', mapSchema)
  const listed = await optional(folder, 'added_tokens.json', vocabulary)
  const decoded = Object.entries(config.added_tokens_decoder).map(([id, { content }]) => [content, Number(id)] as const)
  const added = { ...Object.fromEntries(decoded), ...listed }

  const pick = (key: keyof typeof named, otherwise: string) => map[key] ?? config[key] ?? otherwise
  const bosToken = pick('bos_token', '<|startoftext|>')
  const eosToken = pick('eos_token', '<|endoftext|>')
  const unkToken = pick('unk_token', '<|endoftext|>')
  const padToken = pick('pad_token', '<|endoftext|>')
  const all = { ...vocab, ...added }
  const unknown = [bosToken, eosToken, unkToken, padToken].find((word) => !Object.hasOwn(all, word))
  if (unknown !== undefined) throw unfit(folder, `the special token ${shown(unknown)} is not in the vocabulary`)
  return {
    vocab: all,
    merges,
    padToken,
    bosToken,
    eosToken,
    unkToken,
    modelMaxLength: Math.floor(Math.min(MAX_LENGTH, config.model_max_length ?? MAX_LENGTH)),
    specialTokens: [
      ...new Set([bosToken, eosToken, unkToken, padToken, ...map.additional_special_tokens, ...Object.keys(added)]),
    ],
  }
}

async function optional<S extends z.ZodType>(folder: string, name: string, schema: S): Promise<z.output<S>> {
  const file = join(folder, name)
  return parseConfig(schema, existsSync(file) ? await readJsonFile(file) : {}, file)
}

function contentOf(token: string | { content: string }): string {
  return typeof token === 'string' ? token : token.content
}
