import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'

/** Web origins whose pages may use this server besides its own. */
export type AllowedOrigins = {
  readonly isAll: boolean
  readonly origins: ReadonlySet<string>
}

/** Reads `--allow_origin`: origins separated by commas, or `*` for all. @throws OperatorError BAD_OPTION */
export function parseAllowedOrigins(given: string): AllowedOrigins {
  const words = given.split(',').map((word) => word.trim())
  const named = words.filter((word) => word !== '' && word !== '*')
  return { isAll: words.includes('*'), origins: new Set(named.map(originOf)) }
}

/**
 * Keeps pages of other origins from using the show through the browser of somebody who looks at them, even those of another
 * port of the same machine. Clients that are not browsers send neither header and are let in.
 *
 * @param isLoopback the server listens to this machine only; then its name in `Host` must be one of this machine, or a
 *   page of another host could give its own name this machine's address and pass for the server's page
 * @throws OperatorError ORIGIN_REFUSED
 */
export function refuseOtherOrigins(
  { headers }: FastifyRequest,
  { isLoopback, allowed }: { readonly isLoopback: boolean; readonly allowed: AllowedOrigins },
): void {
  const { host = '', origin } = headers
  if (isLoopback && host !== '' && !isThisMachine(host)) throw refused(host)
  if (isAllowed(origin, allowed)) return
  if (origin !== undefined && !isOf(host, origin)) throw refused(origin)
  if (origin === undefined) refuseOtherReferences(headers, allowed)
}

/** Whether a browser says that a request comes from this server's own page, or from what somebody has typed. */
export function isOwnPage({ headers }: FastifyRequest): boolean {
  const { host = '', origin, referer } = headers
  const site = headers['sec-fetch-site']
  return site === 'same-origin' || site === 'none' || [origin, referer].some((page) => page && isOf(host, page))
}

/** Lets a page of an allowed origin read the answer. */
export function answerOrigin({ headers }: FastifyRequest, reply: FastifyReply, allowed: AllowedOrigins): void {
  const { origin } = headers
  if (allowed.isAll || allowed.origins.size > 0) reply.header('vary', 'Origin')
  if (origin === undefined || !isAllowed(origin, allowed)) return
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-expose-headers': 'retry-after, x-index, x-timestamp',
    'access-control-max-age': '600',
  })
}

/** Whether an address to listen on keeps the network out. */
export function isLoopbackAddress(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.')
}

function isAllowed(origin: string | undefined, { isAll, origins }: AllowedOrigins): boolean {
  return isAll || (origin !== undefined && origins.has(origin))
}

/** Without an origin (pictures, links, addresses that are typed) browsers say less, and over plain HTTP only the referrer. */
function refuseOtherReferences({ host = '', referer, ...headers }: IncomingHttpHeaders, allowed: AllowedOrigins): void {
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') throw refused('another origin')
  if (site !== undefined || referer === undefined || isOf(host, referer)) return
  if (!URL.canParse(referer) || !isAllowed(new URL(referer).origin, allowed)) throw refused(referer)
}

function isOf(host: string, page: string): boolean {
  return hostOf(page) === host.toLowerCase()
}

function originOf(word: string): string {
  if (/^https?:\/\/[^/*]+\/?$/i.test(word) && URL.canParse(word)) return new URL(word).origin
  throw new OperatorError(
    'BAD_OPTION',
    `allow_origin cannot be ${JSON.stringify(word)}.`,
    'Give what a browser shows before the first single slash: --allow_origin http://laptop:8080',
  )
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function isThisMachine(host: string): boolean {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase()
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')
}

function refused(origin: string): OperatorError {
  return new OperatorError(
    'ORIGIN_REFUSED',
    `A page of ${origin.slice(0, 200)} may not use this server.`,
    'Open the page of this server itself, name that origin with --allow_origin, or send the request from a program that is not a browser.',
  )
}
