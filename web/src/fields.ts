import type { SettingName, Settings } from './server.ts'

/** What the server says about one setting. */
export type FieldDescription = {
  readonly kind: string
  readonly default: unknown
  readonly doc: string
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly string[]
}

/** Limits, defaults and sentences of all settings. */
export type Fields = Readonly<Record<SettingName, FieldDescription>>

/** Settings that are a number and nothing else. */
export type NumberName = {
  [Name in SettingName]: Settings[Name] extends number ? Name : never
}[SettingName]

/** Settings that are on or off. */
export type SwitchName = {
  [Name in SettingName]: Settings[Name] extends boolean ? Name : never
}[SettingName]

/** The sentence that is shown when the pointer rests on a control. */
export function hintOf({ doc, default: initial }: FieldDescription): string {
  const shown = typeof initial === 'boolean' ? (initial ? 'on' : 'off') : String(initial)
  return `${doc}\nDouble click: back to ${shown === '' ? 'nothing' : shown}.`
}
