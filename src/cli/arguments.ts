import { nearest } from '#errors/nearest.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { ConfigFields } from '#settings/config.ts'
import { flagOf, optionNamed } from '#settings/optionNames.ts'
import type { Argument } from './command.ts'

/** What one command takes, and the options that only others do. */
export type ArgumentContext = {
  readonly command: string
  readonly arguments?: readonly Argument[]
  readonly fields: ConfigFields
  /** For flags that are right but stand after the wrong command: command → its options. */
  readonly others: Readonly<Record<string, ConfigFields>>
}

const HELP_FLAGS = ['--help', '-h']

/**
 * Writes every option the way the parser knows it, as `--flag=value` or `--flag`: underscores, capitals and aliases
 * become the one spelling. What belongs to no option stands behind all of them, after `--`.
 * @throws OperatorError for what is no option, for an option that lacks its value, and for too few or many arguments
 */
export function normaliseArguments(args: readonly string[], context: ArgumentContext): string[] {
  const normal: string[] = []
  const words: string[] = []
  const left = [...args]
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (HELP_FLAGS.includes(arg)) return [arg]
    if (arg === '--') words.push(...left.splice(0))
    else if (arg.startsWith('-')) normal.push(normalOption(arg, left, context))
    else words.push(arg)
  }
  checkNumber(words, context)
  return words.length > 0 ? [...normal, '--', ...words] : normal
}

function checkNumber(words: readonly string[], { command, arguments: taken = [] }: ArgumentContext): void {
  const missing = taken.filter(({ required }) => required)[words.length]
  const surplus = taken.at(-1)?.isRest ? undefined : words[taken.length]
  if (surplus !== undefined) throw taken.length > 0 ? tooMany(surplus, command, taken) : stray(surplus)
  if (!missing) return
  const remedy = `${missing.name}: ${missing.doc} See npx i2i help ${command}`
  throw new OperatorError('BAD_OPTION', `i2i ${command} needs ${missing.name}.`, remedy)
}

function tooMany(surplus: string, command: string, taken: readonly Argument[]): OperatorError {
  const remedy =
    `i2i ${command} takes ${taken.map(({ name }) => name).join(' ')}. ` +
    'Put names with spaces, and patterns like "*.png", in quotes.'
  return new OperatorError('BAD_OPTION', `${JSON.stringify(surplus)} is one word too many.`, remedy)
}

/** @param left what follows; the option's value is taken from it */
function normalOption(arg: string, left: string[], context: ArgumentContext): string {
  const [, typed = '', given] = /^([^=]*)(?:=(.*))?$/s.exec(arg) ?? []
  const name = typed.startsWith('--') ? optionNamed(typed.slice(2), context.fields) : undefined
  if (!name) return normalDenial(typed, given, context)
  const value = given ?? valueAfter(name, left, context)
  return value === undefined ? flagOf(name) : `${flagOf(name)}=${value}`
}

/** `--no-mirror` */
function normalDenial(typed: string, given: string | undefined, context: ArgumentContext): string {
  const denied = /^--no[-_](.*)/i.exec(typed)?.[1]
  const name = denied ? optionNamed(denied, context.fields) : undefined
  if (!name || given !== undefined || context.fields[name]?.kind !== 'boolean') throw unknownFlag(typed, context)
  return `--no-${flagOf(name).slice(2)}`
}

function valueAfter(name: string, left: string[], context: ArgumentContext): string | undefined {
  const { fields } = context
  const next = left[0]
  const isFlag = next?.startsWith('--') && optionNamed((next.split('=')[0] as string).slice(2), fields)
  if (fields[name]?.kind === 'boolean') return isYesOrNo(next, context) ? left.shift() : undefined
  if (next !== undefined && !isFlag) return left.shift()
  throw new OperatorError('BAD_OPTION', `${flagOf(name)} needs a value.`, `Give ${fields[name]?.range}.`)
}

/** Whether a word after a yes-or-no option is its value; where words may stand alone it could be one of those. */
function isYesOrNo(word: string | undefined, { arguments: taken = [] }: ArgumentContext): boolean {
  if (word === undefined || word.startsWith('-')) return false
  return taken.length === 0 || ['true', 'false', 'yes', 'no', 'on', 'off', '1', '0'].includes(word.toLowerCase())
}

function unknownFlag(flag: string, { command, fields, others }: ArgumentContext): OperatorError {
  const spelling = flag.replace(/^-+/, '')
  const owners = Object.keys(others).filter((other) => optionNamed(spelling, others[other] as ConfigFields))
  const help = `For all options, run: npx i2i help ${command}`
  if (owners.length > 0) {
    const said = `${flag} belongs to i2i ${owners.join(' and i2i ')}; i2i ${command} does not take it.`
    return new OperatorError('BAD_OPTION', said, help)
  }
  const flags = Object.entries(fields).flatMap(([name, field]) => [name, ...(field.aliases ?? [])].map(flagOf))
  const meant = nearest(`--${spelling.replaceAll('_', '-').toLowerCase()}`, flags)
  return new OperatorError('BAD_OPTION', `There is no option ${flag}.`, meant ? `Did you mean ${meant}?` : help)
}

function stray(arg: string): OperatorError {
  // `npm start --strength 0.5` leaves the flag to npm, which hands over only the number
  const isFromNpm = process.env.npm_lifecycle_event === 'start'
  const remedy = isFromNpm
    ? 'Options of i2i come after two dashes: npm start -- --strength 0.5'
    : 'A value comes after its option, in quotes if it has spaces: --prompt "a red house"'
  return new OperatorError('BAD_OPTION', `${JSON.stringify(arg)} does not belong to any option.`, remedy)
}
