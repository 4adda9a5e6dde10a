import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { nearest } from '#errors/nearest.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { ConfigFields } from '#settings/config.ts'
import { prefixedVariableOf, variableOf } from '#settings/optionNames.ts'

export type Variables = Readonly<Record<string, string | undefined>>

// other programs do not use these names, so they are taken from the environment without the prefix too
const SAFE_BARE = [
  ...['PRIMARY_HOSTNAME', 'WORKER_ID', 'JOB_PORT', 'SETTINGS_PORT', 'OUTPUT_PORT'],
  // the first is what operators of such systems set; the second is meant for everybody who uses that service
  ...['TOKEN', 'GOOGLE_APPLICATION_CREDENTIALS'],
]

// in `.env` too, these belong to others
const NEVER_BARE = ['DISPLAY']

// set by our own processes for each other
const INTERNAL = ['I2I_PARENT_IPC']

/** The variables of the file `.env` in a folder; none if there is no such file. @throws OperatorError if unreadable */
export function readDotEnv(folder: string): Variables {
  const path = join(folder, '.env')
  if (!existsSync(path)) return {}
  try {
    return parseEnv(textOf(path))
  } catch (error) {
    throw new OperatorError(
      'BAD_OPTION',
      `${path} cannot be read: ${reasonOf(error)}.`,
      'Make it readable or remove it.',
    )
  }
}

/** Bytes that are no text would be taken for values. @throws Error in words */
function textOf(path: string): string {
  const bytes = readFileSync(path)
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  if (text.includes('\0')) throw new Error('it is damaged: it has zeros in it')
  return text
}

/** A value that was found, and how the operator knows the place: `I2I_STRENGTH`, `STRENGTH in .env`. */
export type Found = { readonly raw: string; readonly place: string }

/** The value that the environment gives an option, if it does. A variable that is empty counts as not there. */
export function fromEnvironment(names: readonly string[], env: Variables): Found | undefined {
  const bare = names.map(variableOf).filter((variable) => SAFE_BARE.includes(variable))
  return firstSet([...names.map(prefixedVariableOf), ...bare], env, '')
}

/** The variable of an option in `.env`. */
export function dotEnvVariableOf(name: string): string {
  const variable = variableOf(name)
  return NEVER_BARE.includes(variable) ? prefixedVariableOf(name) : variable
}

/** The value that `.env` gives an option, if it does; there every name may go without the prefix. */
export function fromDotEnv(names: readonly string[], dotEnv: Variables): Found | undefined {
  const bare = names.map(variableOf).filter((variable) => !NEVER_BARE.includes(variable))
  return firstSet([...names.map(prefixedVariableOf), ...bare], dotEnv, ' in .env')
}

/**
 * A sentence for every variable that looks like an option of ours and is none, most likely mistyped.
 * @param fields the options of all commands
 */
export function strangeVariables(fields: ConfigFields, env: Variables, dotEnv: Variables): string[] {
  const names = Object.entries(fields).flatMap(([name, field]) => [name, ...(field.aliases ?? [])])
  const known = names.map(variableOf)
  const strangers = (variables: Variables, where: string, isOurs: (variable: string) => boolean) =>
    Object.keys(variables)
      .filter((variable) => isOurs(variable) && !INTERNAL.includes(variable))
      .filter((variable) => !known.includes(variable.replace(/^I2I_/, '')))
      .map((variable) => warning(variable, where, known))
  const hasPrefix = (variable: string) => variable.startsWith('I2I_')
  const isMistyped = (variable: string) => hasPrefix(variable) || nearest(variable, known) !== undefined
  return [...strangers(env, 'the environment', hasPrefix), ...strangers(dotEnv, '.env', isMistyped)]
}

function firstSet(variables: readonly string[], values: Variables, where: string): Found | undefined {
  const variable = variables.find((name) => values[name])
  return variable ? { raw: values[variable] as string, place: `${variable}${where}` } : undefined
}

function warning(variable: string, where: string, known: readonly string[]): string {
  const prefix = variable.startsWith('I2I_') ? 'I2I_' : ''
  const meant = nearest(variable.slice(prefix.length), known)
  const remedy = meant ? `Did you mean ${prefix}${meant}?` : 'For all names, see .env.example.'
  return `${variable} in ${where} is no option and has no effect. ${remedy}`
}
