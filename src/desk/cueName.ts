import { invalid } from '#settings/field.ts'
import { shortened } from './shown.ts'

const RANGE = 'letters, digits, spaces, - and _, at most 60'

/** A name for a cue, without spaces around it. @throws OperatorError SETTING_INVALID */
export function cueName(raw: unknown): string {
  const name = typeof raw === 'number' ? String(raw) : raw
  if (typeof name !== 'string') throw invalid('The name of a cue', null, RANGE)
  const trimmed = name.trim().normalize('NFC')
  if (!/^[\p{L}\p{M}\p{N} _-]{1,60}$/u.test(trimmed)) throw invalid('The name of a cue', shortened(trimmed), RANGE)
  return trimmed
}

/** A name as it is compared when it is not spelled exactly: OSC addresses have no spaces, and people no patience. */
export function plainCueName(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll(/[\s_-]/g, '')
    .toLowerCase()
}
