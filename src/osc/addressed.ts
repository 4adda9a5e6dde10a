import { commandDescriptions } from '#desk/commands.ts'
import type { OscMessage } from './oscMessage.ts'

/** What an address means. */
export type Addressed =
  | { readonly to: 'command'; readonly name: string }
  /** Somebody wants to be told all values. */
  | { readonly to: 'feedback' }
  | { readonly to: 'nothing'; readonly name: string }

/**
 * Whom an address speaks to: every name of a command, in capitals or not, with `/i2i` before it or a slash behind it.
 * Whether there is such a prompt or cue is for the desk to say.
 */
export function addressed(address: string): Addressed {
  const name = address.replace(/^\/+(i2i\/+(?=.))?/i, '').replace(/\/+$/, '')
  const word = plain(name)
  if (word === 'sync' || word === 'feedback') return { to: 'feedback' }
  const isCommand = names.has(word) || /^(prompt|weight)\/\d{1,3}$/.test(word) || /^cue\/./.test(word)
  return { to: isCommand ? 'command' : 'nothing', name }
}

/**
 * Whether only the newest of several such messages counts: values that are set, of which the last one stands. Not so
 * for buttons and for words that mean different things, such as `/mode`.
 * @returns the name under which they are the same, undefined if each counts
 */
export function placeOf(name: string, { args }: OscMessage): string | undefined {
  const word = plain(name)
  const isNumbers = args.length > 0 && args.every((arg) => typeof arg !== 'string')
  const isText = args.length > 0 && (texts.has(word) || /^prompt\/\d+$/.test(word))
  const isValue = (values.has(word) || /^weight\/\d+$/.test(word)) && isNumbers
  return isText || isValue ? `${word} ${args.length}` : undefined
}

const names: ReadonlySet<string> = new Set(
  commandDescriptions
    .filter(({ name }) => !/\/[A-Z]+$/.test(name))
    .flatMap(({ name, aliases }) => [name, ...aliases].map(plain)),
)

const settings = commandDescriptions.filter(({ kind }) => kind === 'setting')

const values: ReadonlySet<string> = new Set(
  [...settings.flatMap(({ name, aliases }) => [name, ...aliases]), 'blend_t', 'progress'].map(plain),
)

const texts: ReadonlySet<string> = new Set(
  settings
    .filter((setting) => setting.arguments === 'TEXT')
    .flatMap(({ name, aliases }) => [name, ...aliases])
    .map(plain),
)

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase()
}
