import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { AddressRates } from './addressRates.ts'
import { doorOf } from './endpoint.ts'

/** Name of the cookie that the page keeps in place of the token. */
export const COOKIE = 'i2i_token'

export type AccessOptions = {
  /** Empty: nobody has to give one. */
  readonly token: string
  readonly clock: Clock
  readonly log: Log
}

/** Wrong words and wrong cookies from one address: ten at once, then one every six seconds. */
const GUESSES = { perSecond: 10 / 60, most: 10 }
const MAX_STALE_COOKIES = 100

/**
 * Who may change the show. Without a token everybody may, and nobody is the operator; with one, whoever brings it along is:
 * as `Authorization: Bearer`, as `?token=`, or as the cookie that a login has set.
 */
export class Access {
  readonly #token: string
  readonly #log: Log
  readonly #guesses: AddressRates
  readonly #cookieGuesses: AddressRates
  readonly #staleCookies = new Set<string>()
  readonly #judged = new WeakMap<FastifyRequest, boolean>()
  /** Stays the same over restarts of the server, so that a page is asked once; does not show the token. */
  readonly cookie: string

  constructor({ token, clock, log }: AccessOptions) {
    this.#token = token
    this.#log = log
    this.#guesses = new AddressRates(GUESSES, clock)
    this.#cookieGuesses = new AddressRates(GUESSES, clock)
    this.cookie = createHmac('sha256', token).update('i2i page').digest('base64url')
  }

  get isRequired(): boolean {
    return this.#token !== ''
  }

  /** Whether the operator's token came along. @throws OperatorError RATE_LIMITED after too many wrong ones */
  isOperator(request: FastifyRequest, { takesCookie = true } = {}): boolean {
    const known = this.#judged.get(request)
    if (known !== undefined) return known
    const isOperator = this.isRequired && (this.#bringsToken(request) || (takesCookie && this.#bringsCookie(request)))
    this.#judged.set(request, isOperator)
    return isOperator
  }

  /** Whether a request may change something. @throws OperatorError RATE_LIMITED after too many wrong tokens */
  mayChange(request: FastifyRequest): boolean {
    return !this.isRequired || this.isOperator(request)
  }

  /** Whether a word is the token; every wrong one counts. @throws OperatorError RATE_LIMITED, even for the right one then */
  knows(word: string, request: FastifyRequest): boolean {
    this.#guesses.assertSome(request.ip)
    if (isSame(word, this.#token)) return true
    this.#wrong(this.#guesses, request)
    return false
  }

  #bringsToken(request: FastifyRequest): boolean {
    const word = wordOf(request)
    return word !== undefined && this.knows(word, request)
  }

  #bringsCookie(request: FastifyRequest): boolean {
    const cookie = request.cookies[COOKIE]
    // one from before the token was changed comes with every request of that page: it counts once
    if (cookie?.length !== this.cookie.length || this.#staleCookies.has(cookie)) return false
    this.#cookieGuesses.assertSome(request.ip)
    if (isSame(cookie, this.cookie)) return true
    this.#wrong(this.#cookieGuesses, request)
    this.#staleCookies.add(cookie)
    const [oldest] = this.#staleCookies
    if (this.#staleCookies.size > MAX_STALE_COOKIES && oldest !== undefined) this.#staleCookies.delete(oldest)
    return false
  }

  #wrong(guesses: AddressRates, request: FastifyRequest): void {
    guesses.take(request.ip)
    if (guesses.isSpent(request.ip)) this.#log.warn(`${doorOf(request)} gives one wrong token after another.`)
  }
}

/** What somebody without the right token is told. */
export function tokenRequired(): OperatorError {
  return new OperatorError(
    'TOKEN_REQUIRED',
    'Changes need the token of this server.',
    'Send it as "Authorization: Bearer TOKEN" or as ?token=TOKEN; the page and the chat ask for it.',
  )
}

/** What wants to be the token; given several times, it is none. */
function wordOf({ headers, query }: FastifyRequest): string | undefined {
  const [, bearer] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? []
  const { token } = query as { token?: string | string[] }
  return bearer ?? (Array.isArray(token) ? token.join('&') : token)
}

/** Takes the same time wherever two words differ. */
function isSame(a: string, b: string): boolean {
  const digest = (word: string) => createHmac('sha256', 'compare').update(word).digest()
  return timingSafeEqual(digest(a), digest(b))
}
