import { real } from '#settings/field.ts'
import { optionNamed } from '#settings/optionNames.ts'
import { type SettingName, settingsFields } from '#settings/schema.ts'
import { wordsOf } from './wordsOf.ts'

/** What somebody who types a line wants. */
export type Wish =
  | { readonly kind: 'nothing' | 'status' | 'cues' | 'prompts' | 'quit' }
  /** Explains one word, or lists all. */
  | { readonly kind: 'help'; readonly about: string }
  /** Starts or stops telling what others do; without `isOn` the one that it is not. */
  | { readonly kind: 'watch'; readonly isOn: boolean | undefined }
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Tells what a setting is now. */
  | { readonly kind: 'show'; readonly setting: SettingName }
  | { readonly kind: 'command'; readonly name: string; readonly args: readonly unknown[] }

/** Words that the chat itself understands. */
export const OWN_WORDS = ['help', 'status', 'cue', 'prompts', 'watch', 'wait', 'quit'] as const

const waiting = real({ default: 1, min: 0, max: 3600, doc: 'Seconds to wait before the next line.' })

/** Reads a line: words with a slash in front are commands, anything else is a prompt. @throws OperatorError SETTING_INVALID */
export function wishOf(typed: string): Wish {
  const line = typed.trim()
  if (line === '') return { kind: 'nothing' }
  if (!line.startsWith('/')) return { kind: 'command', name: 'prompt', args: [line] }
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? []
  return ownWish(name.toLowerCase(), rest) ?? commandWish(name, rest)
}

function ownWish(name: string, rest: string): Wish | undefined {
  switch (name) {
    case '':
    case '?':
    case 'h':
    case 'help':
      return { kind: 'help', about: rest.replace(/^\//, '') }
    case 'q':
    case 'exit':
    case 'quit':
      return { kind: 'quit' }
    case 'status':
    case 'prompts':
      return { kind: name }
    case 'cue':
    case 'cues':
      return rest === '' ? { kind: 'cues' } : undefined
    case 'watch':
      return { kind: 'watch', isOn: rest === '' ? undefined : settingsFields.debug.parse('watch', rest) }
    case 'wait':
      return { kind: 'wait', seconds: waiting.parse('wait', rest === '' ? waiting.default : rest) }
    default:
      return undefined
  }
}

function commandWish(name: string, rest: string): Wish {
  const setting = optionNamed(name, settingsFields) as SettingName | undefined
  // a switch without a value is for the server to decide
  if (setting && rest === '' && settingsFields[setting].kind !== 'boolean') return { kind: 'show', setting }
  return { kind: 'command', name, args: takesText(name, setting) ? [unquoted(rest)] : wordsOf(rest) }
}

/** Whether everything behind a name is one text, spaces, quotes and all. */
function takesText(name: string, setting: SettingName | undefined): boolean {
  const kind = setting && settingsFields[setting].kind
  return kind === 'text' || kind === 'prompts' || /^(prompt\/\d+|cue|cue\/remove)$/i.test(name)
}

function unquoted(text: string): string {
  return /^"([^"]*)"$/s.exec(text)?.[1] ?? text
}
