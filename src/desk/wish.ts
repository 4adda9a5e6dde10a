import { nearest } from '#errors/nearest.ts'
import { InvalidValue } from '#settings/field.ts'
import { isSettingName, type SettingName, type Settings, settingsFields } from '#settings/schema.ts'
import type { Transition } from '#settings/store.ts'
import { promptNames, promptTexts, withTexts } from './promptTexts.ts'
import { duration, phrasesOf, shortened } from './shown.ts'
import { FIRST_SLOT, LAST_SLOT, type SlotWish, withSlots } from './slots.ts'

/** A change that is wanted, checked as far as it can be without making it. */
export type Wish = {
  readonly values: Partial<Settings>
  /** For single ones of `morePrompts`; what becomes of the list is known only when the change is made. */
  readonly slots: readonly SlotWish[]
  /** How long a cue takes and how it moves. */
  readonly transition?: Transition
  /** The name of the cue that is recalled. */
  readonly cue?: string
}

/** @throws OperatorError SETTING_INVALID */
export function checkedValues(raws: Readonly<Record<string, unknown>>, clamp = false): Partial<Settings> {
  const values: Record<string, unknown> = {}
  for (const [name, raw] of Object.entries(raws)) {
    if (!isSettingName(name)) throw unknownSetting(name)
    values[name] = settingsFields[name].parse(name, raw, { clamp })
  }
  return values as Partial<Settings>
}

/** Names that were given from outside. @throws OperatorError SETTING_INVALID */
export function checkedNames(names: readonly string[]): SettingName[] {
  return names.map((name) => {
    if (!isSettingName(name)) throw unknownSetting(name)
    return name
  })
}

/** All texts of a wish that the model is to read. */
export function textsOf({ values, slots }: Wish): string[] {
  const texts = [...promptTexts(values), ...slots.map(({ text }) => text ?? '')]
  return [...new Set(texts)].filter((text) => text !== '')
}

/** The same wish with other texts in their place. */
export function withOtherTexts(wish: Wish, textFor: (text: string) => string): Wish {
  const slots = wish.slots.map((slot) => (slot.text === undefined ? slot : { ...slot, text: textFor(slot.text) }))
  return { ...wish, values: withTexts(wish.values, textFor), slots }
}

/** What a wish comes to, with the settings as they stand. */
export function valuesOf({ values, slots }: Wish, current: Settings): Partial<Settings> {
  if (slots.length === 0) return values
  return { ...values, morePrompts: withSlots(values.morePrompts ?? current.morePrompts, slots) }
}

/** What a wish is about that only the newest text may have: `prompt`, `prompt/2`, and the cue as a whole. */
export function textPlaces({ values, slots, cue }: Wish): string[] {
  const names = promptNames.filter((name) => values[name] !== undefined)
  const all = Array.from({ length: LAST_SLOT - FIRST_SLOT + 1 }, (_, i) => FIRST_SLOT + i)
  const changed = values.morePrompts ? all : slots.filter(({ text }) => text !== undefined).map(({ slot }) => slot)
  return [...names, ...changed.map((slot) => `prompt/${slot}`), ...(cue === undefined ? [] : ['cue'])]
}

/** What a wish does, as phrases for logs and consoles. */
export function phrases({ values, slots, transition, cue }: Wish): Map<string, string> {
  if (cue !== undefined) return new Map([['cue', `cue ${cue}, ${duration(transition?.seconds ?? 0)}`]])
  const all = phrasesOf(values)
  for (const { slot, text, weight } of slots) {
    const part = {
      ...(text !== undefined && { [`prompt/${slot}`]: text }),
      ...(weight !== undefined && { [`weight/${slot}`]: weight }),
    }
    for (const [name, phrase] of phrasesOf(part)) all.set(name, phrase)
  }
  return all
}

function unknownSetting(name: string): InvalidValue {
  const meant = nearest(name, Object.keys(settingsFields))
  const range = meant ? meant : `one of ${Object.keys(settingsFields).join(', ')}`
  return new InvalidValue(shortened(name), null, range, `There is no setting ${JSON.stringify(shortened(name))}.`)
}
