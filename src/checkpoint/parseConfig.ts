import type { z } from 'zod'
import { shown } from './shown.ts'
import { unfit } from './unfit.ts'
import { unsupported } from './unsupported.ts'

/**
 * Holds a config against its schema. A value that is none of those a schema lists (`z.enum`, `z.literal`) is something that
 * diffusers may know and we do not; anything else that does not fit is a damaged file.
 * @param where the file, for errors
 * @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED, naming the file, the key and its value
 */
export function parseConfig<S extends z.ZodType>(schema: S, json: unknown, where: string): z.output<S> {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [{ code, path, message }] = result.error.issues
  const key = path.map(String).join('.').slice(0, 200)
  const value = path.reduce<unknown>(valueAt, json)
  if (key === '') throw unfit(where, `it holds ${shown(json)} instead of an object`)
  if (value === undefined) throw unfit(where, `${key} is missing`)
  if (code === 'invalid_value') throw unsupported(where, key, value)
  throw unfit(where, `${key} is ${shown(value)} (${message})`)
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  const holder = Object(value)
  return Object.hasOwn(holder, key) ? holder[key] : undefined
}
