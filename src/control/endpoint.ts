import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { SettingName } from '#settings/schema.ts'
import { plainAddress } from './addressRates.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Change = SettingName | 'settings' | 'show' | 'login'

type Described = {
  /** As people write it. A last part in braces takes the rest of the address, slashes included: `/prompt/{text}`. One further in front takes what is between two slashes. */
  readonly path: string
  /** One sentence for the OpenAPI page and `docs/http.md`. */
  readonly doc: string
}

/** A route that answers once. What `answer` returns is sent; what it throws becomes an error answer. */
export type HttpEndpoint = Described & {
  readonly method: Method
  /**
   * Set on routes that change something: the setting they write, all of them, or something else about the show. Pages of
   * other origins are refused, the token is asked for (but not by the login, which checks it itself), and rates are limited.
   */
  readonly changes?: Change
  answer(request: FastifyRequest, reply: FastifyReply): unknown
}

/** A route that keeps talking. Pages of other origins are refused. */
export type SocketEndpoint = Described & {
  readonly method: 'GET'
  accept(socket: WebSocket, request: FastifyRequest): void
}

export type Endpoint = HttpEndpoint | SocketEndpoint

export function isSocket(endpoint: Endpoint): endpoint is SocketEndpoint {
  return 'accept' in endpoint
}

/** The path as the router wants it: `/prompt/{text}` → `/prompt/*`, `/api/workers/{id}/bench` → `/api/workers/:id/bench`. */
export function routerPath(path: string): string {
  return path.replace(/\{\w+\}$/, '*').replaceAll(/\{(\w+)\}/g, ':$1')
}

/** What stood in the place of the braces, decoded; empty if nothing did. */
export function restOf(request: FastifyRequest): string {
  return (request.params as { '*'?: string })['*'] ?? ''
}

/** What stood between two slashes in the place of the braces, decoded. */
export function segmentOf(request: FastifyRequest, name: string): string {
  return (request.params as Readonly<Record<string, string>>)[name] ?? ''
}

/** Which door and from where, for those who want to know who changed a setting. */
export function doorOf({ ip }: FastifyRequest): string {
  return `http ${plainAddress(ip)}`
}

/** The address that was asked for, cut short, for errors and logs: without the query, in which the token may be. */
export function pathOf({ url }: FastifyRequest): string {
  return url.replace(/[?#].*/s, '').slice(0, 200)
}
