import { Option } from 'commander'
import type { ConfigFields } from '#settings/config.ts'
import type { Field } from '#settings/field.ts'
import { flagOf } from '#settings/optionNames.ts'
import { groupOf, inGroupOrder } from './optionGroups.ts'

/**
 * Draws a table of fields as options for the parser and `--help`. Values stay raw: they are checked in `readGiven`,
 * together with those from elsewhere.
 *
 * @param defaults shown instead of the table's default, where a command has its own
 */
export function optionsOf(fields: ConfigFields, defaults: Readonly<Record<string, unknown>> = {}): Option[] {
  return inGroupOrder(Object.keys(fields)).flatMap((name) => {
    const field = fields[name] as Field
    const shown = new Option(flagWithValue(name, field), description(field, defaults[name] ?? field.default))
    const options = field.kind === 'boolean' ? [shown, new Option(`--no-${flagOf(name).slice(2)}`).hideHelp()] : [shown]
    return options.map((option) => option.helpGroup(`${groupOf(name)}:`))
  })
}

/** What may be given, short, where the flag's own line does not say it already: `0 to 1`, `1 to 32 or auto`. */
export function limitsOf({ kind, min, max, choices = [] }: Field): string {
  if (kind !== 'real' && kind !== 'integer') return ''
  return [`${min} to ${max}`, ...choices].join(' or ')
}

function flagWithValue(name: string, field: Field): string {
  const flag = flagOf(name)
  switch (field.kind) {
    case 'boolean':
      return `${flag} [true|false]`
    case 'choice':
      return `${flag} <${field.choices?.join('|')}>`
    case 'text':
    case 'prompts':
      return `${flag} <text>`
    case 'integer':
    case 'real':
      return `${flag} <number>`
  }
}

function description(field: Field, shownDefault: unknown): string {
  const isShown = shownDefault !== '' && shownDefault !== false && field.kind !== 'prompts'
  const value = field.kind === 'text' ? JSON.stringify(shownDefault) : String(shownDefault)
  const facts = [limitsOf(field), isShown ? `default ${value}` : ''].filter((fact) => fact !== '').join('; ')
  const aliases = [...(field.aliases ?? []), ...(field.flagAliases ?? [])]
    .map((alias) => ` Also ${flagOf(alias)}.`)
    .join('')
  return `${field.doc}${facts ? ` (${facts})` : ''}${aliases}`
}
