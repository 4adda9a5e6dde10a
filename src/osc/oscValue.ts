import { variableOf } from '#settings/optionNames.ts'
import { type SettingName, type Settings, settingsFields } from '#settings/schema.ts'
import type { WeightedPrompt } from '#settings/weightedPrompts.ts'

/** A value as OSC carries it: whole number, long whole number, number with fractions, text, yes, no. */
export type OscValue =
  | { readonly tag: 'i' | 'h' | 'f'; readonly value: number }
  | { readonly tag: 's'; readonly value: string }
  | { readonly tag: 'T'; readonly value: true }
  | { readonly tag: 'F'; readonly value: false }

/** The address under which a setting is told and heard: `numInferenceSteps` → `/num_inference_steps`. */
export function oscAddressOf(name: SettingName): string {
  return `/${variableOf(name).toLowerCase()}`
}

/** A setting as one OSC value. Its kind does not depend on the number: 1 of a setting with fractions is `1.0`. */
export function oscValueOf(name: SettingName, settings: Partial<Settings>): OscValue {
  const value = settings[name]
  if (typeof value === 'boolean') return value ? { tag: 'T', value } : { tag: 'F', value }
  if (typeof value === 'number') return { tag: tagOf(name, value), value }
  if (typeof value === 'string') return { tag: 's', value }
  return { tag: 's', value: (value ?? []).map(lineOf).join('\n') }
}

/** Large seeds need 64 bits. Not all programs know them, so they are used for those only. */
function tagOf(name: SettingName, value: number): 'i' | 'h' | 'f' {
  if (settingsFields[name].kind === 'real') return 'f'
  return value < 2 ** 31 ? 'i' : 'h'
}

function lineOf({ weight, text }: WeightedPrompt): string {
  return `${weight} ${text}`
}
