import type { Settings } from '#settings/schema.ts'

/** Prompts and how much of each; the weights are above 0 and add up to 1. Heaviest first. */
export type PromptMix = readonly { readonly text: string; readonly weight: number }[]

export type PromptSettings = Pick<Settings, 'prompt' | 'secondPrompt' | 'blend' | 'morePrompts'>

/** A text encoder runs once for each, and a job has to carry all of them. */
export const MAX_MIXED_PROMPTS = 8

/** The mix that the settings ask for: `prompt` and `secondPrompt` share a weight of 1 as `blend` says, others come on top. */
export function wantedMix({ prompt, secondPrompt, blend, morePrompts }: PromptSettings): PromptMix {
  const share = secondPrompt === '' ? 0 : blend
  const all = [{ text: prompt, weight: 1 - share }, { text: secondPrompt, weight: share }, ...morePrompts]
  // somebody has pulled every fader down: the prompt itself is what is left
  return mixOf(all) ?? [{ text: prompt, weight: 1 }]
}

/** A mix on the way from one to another. @param share of the way, 0 to 1 */
export function mixBetween(from: PromptMix, to: PromptMix, share: number): PromptMix {
  if (share <= 0) return from
  if (share >= 1) return to
  const scaled = (mix: PromptMix, by: number) => mix.map(({ text, weight }) => ({ text, weight: weight * by }))
  return mixOf([...scaled(from, 1 - share), ...scaled(to, share)]) ?? to
}

/** Same texts in one, the lightest beyond the limit left out, weights brought to a sum of 1; nothing if all are 0. */
function mixOf(parts: PromptMix): PromptMix | undefined {
  const sums = new Map<string, number>()
  for (const { text, weight } of parts) if (weight > 0) sums.set(text, (sums.get(text) ?? 0) + weight)
  const kept = [...sums].sort(([, a], [, b]) => b - a).slice(0, MAX_MIXED_PROMPTS)
  const total = kept.reduce((sum, [, weight]) => sum + weight, 0)
  if (total === 0) return undefined
  return kept.map(([text, weight]) => ({ text, weight: weight / total }))
}
