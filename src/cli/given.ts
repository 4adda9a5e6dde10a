import type { ConfigFields } from '#settings/config.ts'
import type { Field, ValuesOf } from '#settings/field.ts'
import { flagOf } from '#settings/optionNames.ts'
import { type Settings, settingsFields } from '#settings/schema.ts'
import { fromDotEnv, fromEnvironment, type Variables } from './environment.ts'

/** The places that options come from, before they are checked. */
export type Sources = {
  /** Option name → what stood behind the flag; booleans for flags without a value. */
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Variables
  readonly dotEnv: Variables
}

/** The options that somebody gave, checked; those left alone are not in it. */
export type Given = Readonly<Record<string, unknown>>

/**
 * Reads every option from the first place that has it: flags, environment, `.env`.
 * @throws OperatorError naming the place as the operator wrote it, the value and the range
 */
export function readGiven(fields: ConfigFields, sources: Sources): Given {
  const given: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const found = find(name, field, sources)
    if (found) given[name] = field.parse(found.place, found.raw)
  }
  return given
}

/** A whole config: what was given, `overrides` for what a command does by default, the table's defaults for the rest. */
export function configOf<T extends Record<string, Field<unknown>>>(
  fields: T,
  given: Given,
  overrides: Partial<ValuesOf<T>> = {},
): ValuesOf<T> {
  const entries = Object.entries(fields).map(([name, field]) => [
    name,
    given[name] ?? overrides[name as keyof T] ?? field.default,
  ])
  return Object.freeze(Object.fromEntries(entries)) as ValuesOf<T>
}

/** The live settings among what was given. */
export function settingsOf(given: Given): Partial<Settings> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(settingsFields, name)))
}

function find(
  name: string,
  field: Field,
  { flags, env, dotEnv }: Sources,
): { raw: unknown; place: string } | undefined {
  if (flags[name] !== undefined) return { raw: flags[name], place: flagOf(name) }
  const names = [name, ...(field.aliases ?? [])]
  return fromEnvironment(names, env) ?? fromDotEnv(names, dotEnv)
}
