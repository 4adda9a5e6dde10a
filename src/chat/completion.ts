import type { Field } from '#settings/field.ts'
import { optionNamed } from '#settings/optionNames.ts'
import { type SettingName, settingsFields } from '#settings/schema.ts'
import { ownCommands } from './help.ts'
import type { Known } from './known.ts'

/** Candidates for the end of a line, and that end. */
export type Completion = [candidates: string[], end: string]

/** What the beginning of a line can become: names of commands, then the values that one takes. */
export function completion(line: string, known: Known): Completion {
  const [, name, rest] = /^\/(\S*)\s+(.*)$/s.exec(line) ?? []
  if (name !== undefined && rest !== undefined) return matching(rest, valuesFor(name.toLowerCase(), known))
  if (!line.startsWith('/')) return [[], line]
  return matching(
    line,
    namesOf(known).map((each) => `/${each}`),
    ' ',
  )
}

/** What can stand behind a name. */
function valuesFor(name: string, known: Known): readonly string[] {
  if (name === 'help' || name === 'h' || name === '?') return namesOf(known)
  if (/^cue(\/(save|remove))?$/.test(name)) return known.cues
  if (name === 'watch') return ['on', 'off']
  const setting = optionNamed(name, settingsFields) as SettingName | undefined
  if (!setting) return []
  if (setting === 'directory') return known.folders
  // the same word stands for a way of drawing too
  return setting === 'mode'
    ? [...(settingsFields.mode.choices ?? []), 'soft', 'hard']
    : valuesOf(settingsFields[setting])
}

function valuesOf({ kind, choices = [] }: Field<unknown>): readonly string[] {
  return kind === 'boolean' ? ['true', 'false'] : choices
}

/** Every name that is whole; `prompt/N` and `cue/NAME` are patterns. */
function namesOf(known: Known): string[] {
  const all = [...ownCommands.map(({ name }) => name), ...known.names]
  return [...new Set(all)].filter((name) => !/\/[A-Z]+$/.test(name)).sort()
}

/** @param after put behind a candidate if it is the only one */
function matching(end: string, candidates: readonly string[], after = ''): Completion {
  const found = candidates.filter((each) => each.toLowerCase().startsWith(end.toLowerCase()))
  return [found.length === 1 ? [`${found[0]}${after}`] : found, end]
}
