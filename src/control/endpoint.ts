import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { SettingName } from '#settings/schema.ts'

type Described = {
  /** As people write it. A last part in braces takes the rest of the address, slashes included: `/prompt/{text}`. */
  readonly path: string
  /** One sentence for the OpenAPI page and `docs/http.md`. */
  readonly doc: string
}

/** A route that answers once. What `answer` returns is sent; what it throws becomes an error answer. */
export type HttpEndpoint = Described & {
  readonly method: 'GET' | 'PATCH'
  /** Set on routes that change the show: the setting they write, or all of them. Pages of other hosts are refused. */
  readonly changes?: SettingName | 'settings'
  answer(request: FastifyRequest, reply: FastifyReply): unknown
}

/** A route that keeps talking. Pages of other hosts are refused. */
export type SocketEndpoint = Described & {
  readonly method: 'GET'
  accept(socket: WebSocket, request: FastifyRequest): void
}

export type Endpoint = HttpEndpoint | SocketEndpoint

export function isSocket(endpoint: Endpoint): endpoint is SocketEndpoint {
  return 'accept' in endpoint
}

/** The path as the router wants it: `/prompt/{text}` → `/prompt/*`. */
export function routerPath(path: string): string {
  return path.replace(/\{\w+\}$/, '*')
}

/** What stood in the place of the braces, decoded; empty if nothing did. */
export function restOf(request: FastifyRequest): string {
  return (request.params as { '*'?: string })['*'] ?? ''
}

/** Which door and from where, for those who want to know who changed a setting. */
export function doorOf(request: FastifyRequest): string {
  return `http ${request.ip}`
}
