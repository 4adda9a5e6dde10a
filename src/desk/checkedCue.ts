import { real } from '#settings/field.ts'
import { type SettingName, type Settings, settingsFields } from '#settings/schema.ts'
import type { Cue } from './cue.ts'
import { cueName } from './cueName.ts'

/** How long a cue may take, in seconds. */
export const cueSeconds = real({ default: 0, min: 0, max: 600, doc: 'Transition time of a cue.' })

/** A cue with every part checked. @throws OperatorError SETTING_INVALID */
export function checkedCue({ name, seconds, curve, settings }: Cue): Cue {
  const names = Object.keys(settings) as SettingName[]
  const values = names.map((each) => [each, settingsFields[each].parse(each, settings[each])])
  return Object.freeze({
    name: cueName(name),
    seconds: cueSeconds.parse('seconds', seconds),
    curve: settingsFields.transitionCurve.parse('curve', curve),
    settings: Object.freeze(Object.fromEntries(values)) as Partial<Settings>,
  })
}
