import { real } from '#settings/field.ts'
import { type Settings, settingsFields } from '#settings/schema.ts'
import { MAX_MORE_PROMPTS, type WeightedPrompt } from '#settings/weightedPrompts.ts'

/** The number of the first prompt in `morePrompts`: 0 is `prompt`, 1 is `secondPrompt`. */
export const FIRST_SLOT = 2
export const LAST_SLOT = FIRST_SLOT + MAX_MORE_PROMPTS - 1

/** What shall become of one of `morePrompts`, while the others stay as they are. */
export type SlotWish = { readonly slot: number; readonly text?: string; readonly weight?: number }

const EMPTY: WeightedPrompt = { text: '', weight: 0 }

const weightField = real({ default: 1, min: 0, max: 10, doc: 'How much of a prompt is mixed in.' })

/** The text of a numbered prompt; empty if there is none. */
export function textOfSlot(slot: number, { prompt, secondPrompt, morePrompts }: Settings): string {
  return [prompt, secondPrompt, ...morePrompts.map(({ text }) => text)][slot] ?? ''
}

/** @throws OperatorError SETTING_INVALID */
export function slotText(slot: number, raw: unknown): SlotWish {
  return { slot, text: settingsFields.prompt.parse(`prompt/${slot}`, raw) }
}

/** @throws OperatorError SETTING_INVALID */
export function slotWeight(slot: number, raw: unknown, clamp: boolean): SlotWish {
  return { slot, weight: weightField.parse(`weight/${slot}`, raw, { clamp }) }
}

/** `morePrompts` with some of them changed. A text that is new gets a weight of 1, an empty one has none. */
export function withSlots(prompts: readonly WeightedPrompt[], wishes: readonly SlotWish[]): readonly WeightedPrompt[] {
  const all = Array.from({ length: MAX_MORE_PROMPTS }, (_, i) => prompts[i] ?? EMPTY)
  for (const { slot, text, weight } of wishes) {
    const before = all[slot - FIRST_SLOT] ?? EMPTY
    const after = { text: text ?? before.text, weight: weight ?? before.weight }
    all[slot - FIRST_SLOT] = after.text === '' ? EMPTY : before.text === '' ? { ...after, weight: weight ?? 1 } : after
  }
  return all.slice(0, all.findLastIndex(({ text }) => text !== '') + 1)
}
