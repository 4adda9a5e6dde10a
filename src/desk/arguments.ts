import { boolean, type Field, InvalidValue } from '#settings/field.ts'

/** More than the words of any prompt. */
const MAX_ARGUMENTS = 2000
/** A word that is longer is no number and no choice. */
const MAX_WORD = 200

const pressed = boolean({ default: false, doc: 'Whether a button is held.' })

/**
 * What the arguments of a command mean to a field: all of them joined for texts, a single one for everything else.
 * @throws OperatorError SETTING_INVALID, saying what is wanted
 */
export function valueGiven(name: string, args: readonly unknown[], field: Field<unknown>, example: string): unknown {
  if (field.kind === 'text') return joined(name, args, example)
  if (field.kind === 'prompts') return isWeighted(args) ? args[0] : joined(name, args, example)
  if (args.length !== 1) throw wanted(name, args, field.range, example)
  const value = plainValue(name, args[0], field.range)
  // a switch may send its number as text
  return field.kind === 'boolean' && isNumeric(value) ? Number(value) : value
}

/** All arguments as one text, with spaces in between. @throws OperatorError SETTING_INVALID if there is none */
export function joined(name: string, args: readonly unknown[], example: string): string {
  if (args.length === 0) throw wanted(name, args, 'a text', example)
  assertFew(name, args)
  return args.map((arg) => asText(plainText(name, arg))).join(' ')
}

/** Whether a button is pressed rather than let go: without a value it is. @throws OperatorError SETTING_INVALID */
export function isPressed(name: string, args: readonly unknown[], example: string): boolean {
  if (args.length === 0) return true
  const value = valueGiven(name, args, pressed, example)
  return pressed.parse(name, value, { clamp: true }) === true
}

/** One value of a kind that fields can read. @throws OperatorError SETTING_INVALID */
export function plainValue(name: string, arg: unknown, range: string): string | number | boolean {
  if (typeof arg === 'string' && arg.length > MAX_WORD) throw new InvalidValue(name, `${arg.slice(0, 40)}…`, range)
  return plainText(name, arg, range)
}

/** Whether a value is a number, or text that reads as one. */
export function isNumeric(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)
}

/** The error for a command without the arguments that it needs. */
export function wanted(name: string, args: readonly unknown[], range: string, example: string): InvalidValue {
  const got = args.length === 0 ? 'nothing' : `${args.length} values`
  return new InvalidValue(name, args.length, `${range}, like: ${example}`, `${name} was given ${got}.`)
}

function plainText(name: string, arg: unknown, range = 'text, a number or true or false'): string | number | boolean {
  if (typeof arg === 'bigint') return Number(arg)
  if (typeof arg === 'string' || typeof arg === 'number' || typeof arg === 'boolean') return arg
  throw new InvalidValue(
    name,
    null,
    range,
    `${name} cannot be ${arg === null ? 'empty' : `of the kind ${typeof arg}`}.`,
  )
}

/** OSC sends numbers with half the digits: 0.3 comes as 0.30000001192092896. */
function asText(value: string | number | boolean): string {
  const isSingle = typeof value === 'number' && !Number.isInteger(value) && Math.fround(value) === value
  return isSingle ? String(Number(value.toPrecision(7))) : String(value)
}

/** Whether the only argument is a list of prompts, each with a text and a weight. */
function isWeighted(args: readonly unknown[]): boolean {
  const [list] = args
  return args.length === 1 && Array.isArray(list) && list.every(isWeightedPrompt)
}

function isWeightedPrompt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return 'text' in value && typeof value.text === 'string' && 'weight' in value && typeof value.weight === 'number'
}

function assertFew(name: string, args: readonly unknown[]): void {
  if (args.length > MAX_ARGUMENTS) throw wanted(name, args, `at most ${MAX_ARGUMENTS} words`, name)
}
