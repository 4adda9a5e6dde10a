import type { FastifyRequest } from 'fastify'
import type { ZodType } from 'zod'
import { InvalidValue } from '#settings/field.ts'

/**
 * The body of a request as a typed value; no body counts as an empty object.
 * @param wanted what is wanted, in words
 * @throws InvalidValue naming the first field that is wrong
 */
export function readBody<T>({ body }: FastifyRequest, schema: ZodType<T>, wanted: string): T {
  const { success, data, error } = schema.safeParse(body ?? {})
  if (success) return data
  const [{ path, message }] = error.issues
  const field = path.length > 0 ? path.join('.') : 'body'
  throw new InvalidValue(field, undefined, wanted, `${field} of the request cannot be taken: ${message}.`)
}
