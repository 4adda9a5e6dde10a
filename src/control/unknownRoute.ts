import type { FastifyRequest } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'
import { type Endpoint, pathOf } from './endpoint.ts'

/** The error for an address that is no route, with the route that was probably meant. */
export function unknownRoute(request: FastifyRequest, endpoints: readonly Endpoint[]): OperatorError {
  const path = pathOf(request)
  const meant = endpoints.find((endpoint) => firstPart(endpoint.path) === firstPart(path) && firstPart(path) !== 'api')
  const sameAddress = endpoints.find((endpoint) => endpoint.path === path)
  const hint = sameAddress ?? meant
  return new OperatorError(
    'ROUTE_UNKNOWN',
    `There is no ${request.method} ${path} here.`,
    hint ? `Did you mean ${hint.method} ${hint.path}? All routes are at /docs.` : 'All routes are at /docs.',
  )
}

function firstPart(path: string): string {
  return path.split('/')[1] ?? ''
}
