import type { FastifyRequest } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'
import type { Endpoint } from './endpoint.ts'

/** The error for an address that is no route, with the route that was probably meant. */
export function unknownRoute({ method, url }: FastifyRequest, endpoints: readonly Endpoint[]): OperatorError {
  const meant = endpoints.find((endpoint) => firstPart(endpoint.path) === firstPart(url) && firstPart(url) !== 'api')
  const sameAddress = endpoints.find((endpoint) => endpoint.path === url.split('?')[0])
  const hint = sameAddress ?? meant
  return new OperatorError(
    'ROUTE_UNKNOWN',
    `There is no ${method} ${url.slice(0, 200)} here.`,
    hint ? `Did you mean ${hint.method} ${hint.path}? All routes are at /docs.` : 'All routes are at /docs.',
  )
}

function firstPart(path: string): string {
  return path.split(/[/?]/)[1] ?? ''
}
