import type { FastifyRequest } from 'fastify'
import type { Clock } from '#flow/clock.ts'
import { type Access, tokenRequired } from './access.ts'
import { AddressRates } from './addressRates.ts'
import { type Endpoint, isSocket } from './endpoint.ts'
import { type AllowedOrigins, isOwnPage, refuseOtherOrigins } from './origins.ts'

export type EntryOptions = {
  readonly access: Access
  readonly clock: Clock
  readonly isLoopback: boolean
  readonly allowed: AllowedOrigins
}

/** A few faders over HTTP, each sending a value with every picture. */
const CHANGES = { perSecond: 300, most: 600 }
const REQUESTS = { perSecond: 1000, most: 2000 }

/** What stands before the routes: who may come in, and how often. */
export class Entry {
  readonly #options: EntryOptions
  readonly #requests: AddressRates
  readonly #changes: AddressRates

  constructor(options: EntryOptions) {
    this.#options = options
    this.#requests = new AddressRates(REQUESTS, options.clock)
    this.#changes = new AddressRates(CHANGES, options.clock)
  }

  /** What every request has to pass, whatever it asks for. @throws OperatorError RATE_LIMITED */
  checkAny({ ip }: FastifyRequest): void {
    this.#requests.take(ip)
  }

  /** What a request for this endpoint has to pass. @throws OperatorError ORIGIN_REFUSED, RATE_LIMITED, TOKEN_REQUIRED */
  check(endpoint: Endpoint, request: FastifyRequest): void {
    if (isSocket(endpoint)) return refuseOtherOrigins(request, this.#options)
    if (endpoint.changes === undefined) return
    refuseOtherOrigins(request, this.#options)
    this.#changes.take(request.ip)
    if (endpoint.changes !== 'login') this.#askForToken(request)
  }

  #askForToken(request: FastifyRequest): void {
    const { access } = this.#options
    // browsers bring cookies along even for a picture on a page of another port; then nothing but this tells them apart
    const takesCookie = request.method !== 'GET' || isOwnPage(request)
    if (access.isRequired && !access.isOperator(request, { takesCookie })) throw tokenRequired()
  }
}
