import type { TokenizerFiles } from '#checkpoint/tokenizerFiles.ts'
import { Encodings } from './encodings.ts'
import { longPromptNotice } from './longPrompt.ts'
import { Lru } from './lru.ts'
import type { ParsedPrompt, PromptPart } from './parsedPrompt.ts'
import { parsePrompt } from './parsePrompt.ts'
import type { PromptEmbeds } from './promptEmbeds.ts'
import type { TextEncoder } from './textEncoder.ts'
import { openTokenizer, type Tokenizer } from './tokenizer.ts'
import { weightedEmbeds } from './weightedEmbeds.ts'
import { weightedStates } from './weightedStates.ts'
import { weightedTokens } from './weightedTokens.ts'

export type ConditionerOptions = {
  /** In the checkpoint's order: one, or two for SDXL. */
  readonly encoders: readonly {
    readonly tokenizer: TokenizerFiles
    readonly encoder: TextEncoder
    /** Length of one token's state. */
    readonly width: number
  }[]
  /** `sd` reads the last hidden state, `sdxl` the one before it, and the last encoder's pooled vector. */
  readonly family: 'sd' | 'sdxl'
  /** How many encodings each encoder remembers: one for a text, some more where weights are below 1. */
  readonly cacheSize?: number
  /** Told once for each prompt that is cut or that may not mean what it seems to. */
  readonly onWarning: (sentence: string) => void
}

/** Turns prompts into what the UNet looks at. */
export type Conditioner = {
  /**
   * A prompt that was asked for before costs nothing; a new one a run of each text encoder; new blend weights none.
   *
   * @param compel whether weights and blends are understood; otherwise the prompt is text to the letter
   * @returns shared with the cache: not to be written to
   * @throws OperatorError PROMPT_INVALID if the syntax cannot be followed; whatever the text encoder throws
   */
  embed(prompt: string, options: { compel: boolean }): Promise<PromptEmbeds>
}

/** Makes the tokenizers; the text encoders run when a prompt comes. */
export function openConditioner({ encoders, family, cacheSize = 128, onWarning }: ConditionerOptions): Conditioner {
  const channels = encoders.map(({ tokenizer: files, encoder, width }): Channel => {
    const tokenizer = openTokenizer(files)
    const encodings = new Encodings(encoder, family === 'sd' ? 'last' : 'penultimate', cacheSize)
    return { tokenizer, encodings, width, empty: tokenizer.pad([]) }
  })
  const finished = new Lru<string, Promise<PromptEmbeds>>(FINISHED)
  const told = new Lru<string, true>(TOLD)

  const tellOnce = (about: string, sentence: string | undefined) => {
    if (sentence === undefined || told.has(about)) return
    told.get(about, () => true)
    onWarning(sentence)
  }

  const embedNow = async (prompt: string, { compel }: { compel: boolean }): Promise<PromptEmbeds> => {
    const { parts, notices } = compel ? parsePrompt(prompt) : literal(prompt)
    for (const notice of notices) tellOnce(notice, notice)
    for (const part of parts) tellOnce(part.source, cutNotice(part, channels))
    return blended(await Promise.all(parts.map((part) => embedPart(part, channels, family))), parts)
  }

  return {
    embed(prompt, options) {
      const key = `${options.compel} ${prompt}`
      const embeds = finished.get(key, () => embedNow(prompt, options))
      embeds.catch(() => finished.forget(key, embeds))
      return embeds
    },
  }
}

/** One text encoder and what belongs to it. */
type Channel = {
  readonly tokenizer: Tokenizer
  readonly encodings: Encodings
  readonly width: number
  readonly empty: readonly number[]
}

// All prompts of a job and the negative one, with room for what is switched to: the encodings below are what costs time.
const FINISHED = 24
const TOLD = 64

function literal(prompt: string): ParsedPrompt {
  return { parts: [{ fragments: [{ text: prompt, weight: 1 }], source: prompt, share: 1 }], notices: [] }
}

/** Tokenizers of one checkpoint differ in their padding token at most: one notice is enough. */
function cutNotice({ fragments }: PromptPart, channels: readonly Channel[]): string | undefined {
  const text = fragments.map((fragment) => fragment.text).join(' ')
  for (const { tokenizer } of channels) {
    const notice = longPromptNotice(text, tokenizer)
    if (notice !== undefined) return notice
  }
  return undefined
}

async function embedPart(part: PromptPart, channels: readonly Channel[], family: 'sd' | 'sdxl'): Promise<PromptEmbeds> {
  const eachStates = channels.map(({ tokenizer, encodings, empty }) =>
    weightedStates(weightedTokens(part.fragments, tokenizer), empty, encodings),
  )
  const [pooled, ...states] = await Promise.all([
    family === 'sdxl' ? pooledOf(part.source, channels.at(-1) as Channel) : undefined,
    ...eachStates,
  ])
  const tokens = (channels[0] as Channel).empty.length
  const widths = channels.map(({ width }) => width)
  return { promptEmbeds: sideBySide(states, widths, tokens), tokens, pooled }
}

/** The pooled vector knows nothing of weights: it is that of the text as written. */
async function pooledOf(source: string, { tokenizer, encodings }: Channel): Promise<Float32Array> {
  const { pooled } = await encodings.of(tokenizer.pad(tokenizer.encode(source, tokenizer.maxTokens)))
  if (!pooled) throw new TypeError('The second text encoder of an SDXL model gave no pooled vector')
  return pooled
}

/** Tokens keep their rows; what the encoders say about a token stands one after the other. */
function sideBySide(states: readonly Float32Array[], widths: readonly number[], tokens: number): Float32Array {
  if (states.length === 1) return states[0] as Float32Array
  const total = widths.reduce((sum, width) => sum + width, 0)
  const joined = new Float32Array(tokens * total)
  let column = 0
  for (const [k, width] of widths.entries()) {
    for (let row = 0; row < tokens; row++) {
      joined.set((states[k] as Float32Array).subarray(row * width, (row + 1) * width), row * total + column)
    }
    column += width
  }
  return joined
}

function blended(embeds: readonly PromptEmbeds[], parts: readonly PromptPart[]): PromptEmbeds {
  const shares = parts.map(({ share }) => share)
  return embeds.length === 1 && shares[0] === 1 ? embeds[0] : weightedEmbeds(embeds, shares)
}
