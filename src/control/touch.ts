import type { FastifyRequest } from 'fastify'
import type { Touch } from '#desk/desk.ts'
import type { Access } from './access.ts'
import { doorOf } from './endpoint.ts'

/** Who touches the desk with a request. */
export function touchOf(request: FastifyRequest, access: Access): Touch {
  return { by: doorOf(request), isOperator: access.isOperator(request) }
}
