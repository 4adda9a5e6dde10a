import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { nearest } from '#errors/nearest.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { InvalidValue } from '#settings/field.ts'
import { optionNamed } from '#settings/optionNames.ts'
import { type SettingName, type Settings, settingsFields } from '#settings/schema.ts'
import { cueSeconds } from './checkedCue.ts'
import type { Cue } from './cue.ts'
import { cueName } from './cueName.ts'
import { shortened } from './shown.ts'

/** A file of cues as it was read: the document keeps comments and order for saving. */
export type CueFile = { readonly document: Document; readonly cues: readonly Cue[] }

export const MAX_CUES = 500

/**
 * Reads the text of a file of cues.
 * @param where what errors call the file
 * @throws OperatorError CUES_UNREADABLE, naming the line and what is wrong there
 */
export function readCues(text: string, where: string): CueFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const reader = new Reader(document, (offset) => unreadable(`${where} line ${lines.linePos(offset).line}`))
  return { document, cues: reader.cues() }
}

type Failing = (what: string, remedy?: string) => OperatorError

function unreadable(place: string): Failing {
  return (what, remedy = 'Mend it and save the file: it is read again by itself.') =>
    new OperatorError('CUES_UNREADABLE', `${place}: ${what}`, remedy)
}

/** Turns nodes of the document into values that are checked, each error with its line. */
class Reader {
  readonly #document: Document
  readonly #at: (offset: number) => Failing

  constructor(document: Document, at: (offset: number) => Failing) {
    this.#document = document
    this.#at = at
  }

  cues(): Cue[] {
    const [error] = this.#document.errors
    if (error) throw this.#at(error.pos[0])(readable(error.message))
    const root = this.#document.contents
    if (root === null || (isScalar(root) && root.value === null)) return []
    const cues = this.#pairs(root, 'names of cues').map((pair) => this.#cue(pair))
    const extra = cues[MAX_CUES]
    if (extra) throw unreadable(`From ${extra.name} on`)(`there are more than ${MAX_CUES} cues.`)
    return cues
  }

  #cue(pair: Pair): Cue {
    const name = this.#checked(pair.key, () => cueName(this.#plain(pair.key)))
    const cue: { -readonly [Key in keyof Cue]: Cue[Key] } = { name, seconds: 0, curve: 'ease', settings: {} }
    for (const part of this.#pairs(pair.value, `seconds, curve and settings of the cue ${name}`)) this.#part(cue, part)
    return Object.freeze(cue)
  }

  #part(cue: { -readonly [Key in keyof Cue]: Cue[Key] }, { key, value }: Pair): void {
    const word = String(this.#plain(key))
    const parse = <T>(field: { parse(name: string, raw: unknown): T }) =>
      this.#checked(value ?? key, () => field.parse(word, this.#plain(value)))
    if (word === 'seconds') cue.seconds = parse(cueSeconds)
    else if (word === 'curve') cue.curve = parse(settingsFields.transitionCurve)
    else if (word === 'settings') cue.settings = this.#settings(value)
    else throw this.#fail(key)(...wrongPart(word))
  }

  #settings(node: unknown): Partial<Settings> {
    const settings: Record<string, unknown> = {}
    for (const { key, value } of this.#pairs(node, 'settings')) {
      const word = String(this.#plain(key))
      const name = optionNamed(word, settingsFields) as SettingName | undefined
      if (!name) throw this.#fail(key)(...unknownSetting(word))
      if (Object.hasOwn(settings, name)) throw this.#fail(key)(`${name} is there twice.`)
      settings[name] = this.#checked(value ?? key, () => settingsFields[name].parse(name, this.#given(name, value)))
    }
    return Object.freeze(settings) as Partial<Settings>
  }

  /** `secondPrompt:` with nothing behind it is the empty text. */
  #given(name: SettingName, node: unknown): unknown {
    const value = this.#plain(node)
    return value === null && settingsFields[name].kind === 'text' ? '' : value
  }

  #pairs(node: unknown, what: string): readonly Pair[] {
    const resolved = isAlias(node) ? node.resolve(this.#document) : node
    if (isMap(resolved)) return (resolved as YAMLMap).items
    if (resolved === null || (isScalar(resolved) && resolved.value === null)) return []
    throw this.#fail(node)(`There should be ${what} here, each with a colon.`)
  }

  #plain(node: unknown): unknown {
    if (node === null || node === undefined) return null
    try {
      const value: unknown = (node as Node).toJS(this.#document, { maxAliasCount: 100 })
      // a list that holds itself is no value
      JSON.stringify(value)
      return value
    } catch (error) {
      throw this.#fail(node)(`This cannot be read (${error instanceof Error ? error.message : error}).`)
    }
  }

  #checked<T>(node: unknown, parse: () => T): T {
    try {
      return parse()
    } catch (error) {
      if (error instanceof InvalidValue) throw this.#fail(node)(error.message, error.remedy)
      throw error
    }
  }

  #fail(node: unknown): Failing {
    return this.#at((node as Node | null)?.range?.[0] ?? 0)
  }
}

function wrongPart(word: string): [string, string] {
  const isSetting = optionNamed(word, settingsFields) !== undefined
  const what = `A cue has no ${JSON.stringify(shortened(word))}.`
  return [
    what,
    isSetting ? `Write it below settings: and two spaces further in.` : 'It has seconds, curve and settings.',
  ]
}

function unknownSetting(word: string): [string, string] {
  const meant = nearest(word, Object.keys(settingsFields))
  const remedy = meant ? `Did you mean ${meant}?` : 'docs/settings.md lists all settings.'
  return [`There is no setting ${JSON.stringify(shortened(word))}.`, remedy]
}

/** The words of the YAML parser for what happens most often, in words for people. */
function readable(message: string): string {
  if (message.startsWith('Map keys must be unique')) return 'This name is there twice.'
  if (message.startsWith('Nested mappings are not allowed')) return 'A text with a colon in it needs quotes around it.'
  if (message.includes('tab')) return 'Lines are moved in with spaces here, not with tabs.'
  return `${message.split('\n')[0]}.`.replace(/\.\.$/, '.')
}
