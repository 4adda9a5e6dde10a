import type { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'

/** Holds a config against its schema. @throws OperatorError CHECKPOINT_INVALID naming the file, the key and what was wrong */
export function parseConfig<S extends z.ZodType>(schema: S, json: unknown, where: string): z.output<S> {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [{ path, message }] = result.error.issues
  const place = path.length > 0 ? `${path.join('.')}: ` : ''
  throw new OperatorError(
    'CHECKPOINT_INVALID',
    `${where}: ${place}${message}.`,
    'Take the config.json that belongs to the model.',
  )
}
