import { weightedSum } from '../weightedSum.ts'
import type { PromptEmbeds } from './promptEmbeds.ts'

/** The weighted sum of embedded prompts, pooled vectors included. @returns new tensors */
export function weightedEmbeds(embeds: readonly PromptEmbeds[], weights: readonly number[]): PromptEmbeds {
  const [{ tokens, pooled }] = embeds
  const states = embeds.map(({ promptEmbeds }) => promptEmbeds)
  const allPooled = embeds.flatMap((each) => each.pooled ?? [])
  return { tokens, promptEmbeds: weightedSum(states, weights), pooled: pooled && weightedSum(allPooled, weights) }
}
