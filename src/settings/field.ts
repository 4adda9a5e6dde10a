import { OperatorError } from '#errors/operatorError.ts'

/** One named value with its limits; every door (flags, HTTP, OSC, page, docs) is drawn from such fields. */
export type Field<T = unknown> = {
  readonly kind: 'text' | 'real' | 'integer' | 'boolean' | 'choice' | 'prompts'
  readonly default: T
  /** One sentence or two for `--help`, docs and the page: what it does, in the operator's words. */
  readonly doc: string
  /** What may be given, in words, for errors and help: `0 to 1`, `true or false`, `a or b`. */
  readonly range: string
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly string[]
  /** Other flag names that mean the same. */
  readonly aliases?: readonly string[]
  /** Further flag names, for flags only: the variable of such a name belongs to another option. */
  readonly flagAliases?: readonly string[]
  /**
   * Turns what came through a door (string, number, boolean) into a value, or throws `OperatorError`.
   * @param clamp read numbers as faders and buttons mean them: the nearest limit instead of throwing, 0.5 and more is true,
   *   a whole number is a place among the choices
   */
  parse(name: string, raw: unknown, options?: { clamp?: boolean }): T
}

type Common<T> = Pick<Field<T>, 'default' | 'doc' | 'aliases' | 'flagAliases'>
type Limits = { readonly min: number; readonly max: number }

/** A number with fractions. */
export function real(options: Common<number> & Limits): Field<number> {
  const range = `a number from ${options.min} to ${options.max}`
  return {
    kind: 'real',
    range,
    ...options,
    parse: (name, raw, { clamp } = {}) => withinLimits(name, raw, toNumber(raw), range, options, clamp),
  }
}

/**
 * A whole number; with `also`, or one of some words (`batchSize: 'auto'`).
 * @param multipleOf numbers in between are rounded to the nearest multiple
 */
export function integer(options: Common<number> & Limits & { multipleOf?: number }): Field<number>
export function integer<W extends string>(
  options: Common<number | W> & Limits & { multipleOf?: number; also: readonly W[] },
): Field<number | W>
export function integer(
  options: Common<number | string> & Limits & { multipleOf?: number; also?: readonly string[] },
): Field<number | string> {
  const { also = [], multipleOf = 1, ...rest } = options
  const range = [`a whole number from ${options.min} to ${options.max}`, ...also].join(' or ')
  return {
    kind: 'integer',
    range,
    ...rest,
    ...(also.length > 0 ? { choices: also } : {}),
    parse(name, raw, { clamp } = {}) {
      if (typeof raw === 'string' && also.includes(raw.trim().toLowerCase())) return raw.trim().toLowerCase()
      const number = toNumber(raw)
      const whole = clamp || multipleOf > 1 ? Math.round(number / multipleOf) * multipleOf : number
      if (!Number.isInteger(whole)) throw invalid(name, raw, range)
      return withinLimits(name, raw, whole, range, options, clamp)
    },
  }
}

// the spellings that FastAPI takes, which existing clients use
const TRUE = ['true', '1', 'on', 'yes', 't', 'y']
const FALSE = ['false', '0', 'off', 'no', 'f', 'n']

/** Yes or no, in every spelling that people and existing clients use. */
export function boolean(options: Common<boolean>): Field<boolean> {
  const range = 'true or false'
  return {
    kind: 'boolean',
    range,
    ...options,
    parse(name, raw, { clamp } = {}) {
      if (clamp && typeof raw === 'number' && !Number.isNaN(raw)) return raw >= 0.5
      const word = wordOf(raw)
      if (TRUE.includes(word)) return true
      if (FALSE.includes(word)) return false
      throw invalid(name, raw, range)
    },
  }
}

/** Any text up to `maxLength` characters. */
export function text(options: Common<string> & { maxLength?: number }): Field<string> {
  const { maxLength = 4000 } = options
  const range = `text of at most ${maxLength} characters`
  return {
    kind: 'text',
    range,
    ...options,
    parse(name, raw) {
      if (typeof raw !== 'string' && typeof raw !== 'number') throw invalid(name, raw, range)
      const value = String(raw)
      if (value.length > maxLength) throw invalid(name, `${value.slice(0, 40)}…`, range)
      return value
    },
  }
}

/** One of a few words. */
export function choice<const W extends string>(options: Common<NoInfer<W>> & { choices: readonly W[] }): Field<W> {
  const range = options.choices.join(' or ')
  return {
    kind: 'choice',
    range,
    ...options,
    parse(name, raw, { clamp } = {}) {
      const place = clamp && typeof raw === 'number' ? Math.round(raw) : -1
      const word = options.choices[place] ?? options.choices.find((w) => w === wordOf(raw))
      if (word === undefined) throw invalid(name, raw, range)
      return word
    },
  }
}

/** The values of a table of fields. */
export type ValuesOf<Table extends Record<string, Field<unknown>>> = {
  readonly [Name in keyof Table]: Table[Name] extends Field<infer T> ? T : never
}

/** A value that a field does not take. Field, value and range stand apart for doors that answer in JSON. */
export class InvalidValue extends OperatorError {
  readonly field: string
  readonly value: unknown
  readonly range: string

  /** @param what what is wrong, if it is more than that the value is out of range */
  constructor(field: string, value: unknown, range: string, what?: string) {
    const told = isDeep(value) ? '…' : value
    super('SETTING_INVALID', what ?? `${field} cannot be ${JSON.stringify(told) ?? 'missing'}.`, `Give ${range}.`)
    this.field = field
    this.value = told
    this.range = range
  }
}

/** Whether a value is nested so deeply that writing it down could fail. */
function isDeep(value: unknown, levels = 100): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeep(inner, levels - 1))
}

/** The error for a value that a field does not take: names field, value and range. */
export function invalid(name: string, raw: unknown, range: string): InvalidValue {
  return new InvalidValue(name, raw, range)
}

/** What was given as one word; a list of one word is not the word. */
function wordOf(raw: unknown): string {
  return typeof raw === 'object' ? '' : String(raw).trim().toLowerCase()
}

function toNumber(raw: unknown): number {
  if (typeof raw === 'boolean') return raw ? 1 : 0
  if (typeof raw === 'string' && raw.trim() === '') return Number.NaN
  return typeof raw === 'string' || typeof raw === 'number' ? Number(raw) : Number.NaN
}

function withinLimits(name: string, raw: unknown, value: number, range: string, { min, max }: Limits, clamp?: boolean) {
  if (Number.isNaN(value)) throw invalid(name, raw, range)
  if (clamp) return Math.min(max, Math.max(min, value))
  if (value < min || value > max) throw invalid(name, raw, range)
  return value
}
