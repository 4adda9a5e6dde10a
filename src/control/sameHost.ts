import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'

/**
 * Keeps pages of other hosts from changing the show through the browser of somebody who looks at them.
 * Clients that are not browsers send neither header and are let in.
 *
 * @param isLoopback the server listens to this machine only; then its name in `Host` must be one of this machine, or a
 *   page of another host could give its own name this machine's address and pass for the server's page
 * @throws OperatorError ORIGIN_REFUSED
 */
export function refuseOtherHosts({ headers }: FastifyRequest, { isLoopback }: { isLoopback: boolean }): void {
  const host = headers.host ?? ''
  if (headers.origin !== undefined && hostOf(headers.origin) !== host.toLowerCase()) throw refused(headers.origin)
  if (headers['sec-fetch-site'] === 'cross-site') throw refused('another host')
  if (isLoopback && host !== '' && !isThisMachine(host)) throw refused(host)
}

/** Whether an address to listen on keeps the network out. */
export function isLoopbackAddress(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.')
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
    'Open the page of this server itself, or send the request from a program that is not a browser.',
  )
}
