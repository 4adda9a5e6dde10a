import { OperatorError } from '#errors/operatorError.ts'
import type { ConfigFields } from '#settings/config.ts'
import { nearest } from './nearest.ts'
import { flagOf, optionNamed } from './optionNames.ts'

/** The options that one command takes, and those that only others do. */
export type ArgumentContext = {
  readonly command: string
  readonly fields: ConfigFields
  /** For flags that are right but stand after the wrong command: command → its options. */
  readonly others: Readonly<Record<string, ConfigFields>>
}

const OWN_FLAGS = ['--help', '-h']

/**
 * Writes every flag the way the option parser knows it: underscores, capitals and aliases become the one spelling.
 * @throws OperatorError for a flag that does not exist or lacks its value
 */
export function normaliseArguments(args: readonly string[], context: ArgumentContext): string[] {
  const normal: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (!arg.startsWith('-') || OWN_FLAGS.includes(arg)) {
      normal.push(arg)
      continue
    }
    const { flag, name, value } = readFlag(arg, context)
    normal.push(value === undefined ? flag : `${flag}=${value}`)
    const field = context.fields[name]
    if (value !== undefined || !field || field.kind === 'boolean') continue
    normal.push(valueAfter(flag, args[++i], field.range, context))
  }
  return normal
}

function readFlag(arg: string, context: ArgumentContext): { flag: string; name: string; value: string | undefined } {
  const [, spelling = '', value] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg) ?? []
  const name = arg.startsWith('--') ? optionNamed(spelling, context.fields) : undefined
  if (name) return { flag: flagOf(name), name, value }
  const denied = /^no[-_](.*)/i.exec(spelling)?.[1]
  const deniedName = denied && optionNamed(denied, context.fields)
  if (deniedName && context.fields[deniedName]?.kind === 'boolean' && value === undefined) {
    return { flag: `--no-${flagOf(deniedName).slice(2)}`, name: deniedName, value }
  }
  throw unknownFlag(arg.split('=')[0] as string, context)
}

/** The error for a flag that a command does not take: names the nearest one, or the command that does take it. */
export function unknownFlag(flag: string, { command, fields, others }: ArgumentContext): OperatorError {
  const spelling = flag.replace(/^-+/, '')
  for (const [other, otherFields] of Object.entries(others)) {
    const name = optionNamed(spelling, otherFields)
    if (!name) continue
    const said = `${flag} belongs to i2i ${other}; i2i ${command} does not take it.`
    return new OperatorError('BAD_OPTION', said, `For what it takes, run: npx i2i help ${command}`)
  }
  const flags = Object.entries(fields).flatMap(([name, field]) => [name, ...(field.aliases ?? [])].map(flagOf))
  const meant = nearest(`--${spelling.replaceAll('_', '-').toLowerCase()}`, flags)
  const remedy = meant ? `Did you mean ${meant}?` : `For all options, run: npx i2i help ${command}`
  return new OperatorError('BAD_OPTION', `There is no option ${flag}.`, remedy)
}

function valueAfter(flag: string, next: string | undefined, range: string, { fields }: ArgumentContext): string {
  const isFlag = next?.startsWith('--') && optionNamed((next.split('=')[0] as string).slice(2), fields)
  if (next !== undefined && !isFlag) return next
  throw new OperatorError('BAD_OPTION', `${flag} needs a value.`, `Give ${range}.`)
}
