import type { SettingName, Settings } from '#settings/schema.ts'
import { encodeMessage } from './encodeMessage.ts'
import { oscAddressOf, oscValueOf } from './oscValue.ts'

/** The packet that tells one setting: `/name value`. Yes and no are 1 and 0, as buttons and faders want them. */
export function feedbackMessage(name: SettingName, settings: Settings): Buffer {
  const value = oscValueOf(name, settings)
  const isSwitch = value.tag === 'T' || value.tag === 'F'
  return encodeMessage(oscAddressOf(name), [isSwitch ? { tag: 'i', value: Number(value.value) } : value])
}
