import type { Fragment } from './parsedPrompt.ts'
import type { Tokenizer } from './tokenizer.ts'

/** A weighted prompt as one text encoder sees it. */
export type WeightedTokens = {
  /** Start, text, end, padding: 77. */
  readonly ids: readonly number[]
  /** One for each id; 1 for start, end and padding. */
  readonly weights: readonly number[]
  /** The fragments that matter less than 1, with the attention mask that hides each from the others. */
  readonly hidden: readonly { readonly weight: number; readonly attentionMask: readonly number[] }[]
}

/**
 * Tokenizes the fragments one by one, so that every token has its fragment's weight, and cuts at the model's limit.
 *
 * A fragment that the cut goes through hides the end token along with its own, as compel 2.0.2 does.
 */
export function weightedTokens(fragments: readonly Fragment[], tokenizer: Tokenizer): WeightedTokens {
  const { maxTokens } = tokenizer
  const length = maxTokens + 2
  const text: number[] = []
  const weights = new Array<number>(length).fill(1)
  const hidden: { weight: number; attentionMask: number[] }[] = []
  for (const fragment of fragments) {
    if (text.length >= maxTokens) break
    const ids = tokenizer.encode(fragment.text, maxTokens + 1).slice(0, maxTokens)
    const from = text.length + 1
    const to = from + ids.length
    text.push(...ids)
    weights.fill(fragment.weight, from, Math.min(to, maxTokens + 1))
    if (fragment.weight >= 1 || ids.length === 0) continue
    hidden.push({ weight: fragment.weight, attentionMask: new Array<number>(length).fill(1).fill(0, from, to) })
  }
  return { ids: tokenizer.pad(text), weights, hidden }
}
