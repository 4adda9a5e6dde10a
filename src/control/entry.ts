import fastifyCookie from '@fastify/cookie'
import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'
import { type Access, tokenRequired } from './access.ts'
import type { Endpoint } from './endpoint.ts'
import { isSocket } from './endpoint.ts'
import { type AllowedOrigins, refuseOtherOrigins } from './origins.ts'

export type EntryOptions = {
  readonly access: Access
  readonly isLoopback: boolean
  readonly allowed: AllowedOrigins
}

/** A fader over HTTP sends a value with every picture; some of them at once, from one address. */
const MAX_CHANGES = { max: 400, timeWindow: 1000 }
const MAX_REQUESTS = { max: 2000, timeWindow: 1000 }
/** Words that somebody tries who does not know the token. */
const MAX_GUESSES = { max: 10, timeWindow: 60_000 }

/** A check that throws what a request is refused with. */
type Check = (request: FastifyRequest) => Promise<void>

/** What stands before the routes: who may come in, and how often. Limits count for each address. */
export class Entry {
  readonly #options: EntryOptions
  readonly #changes: Check
  readonly #requests: Check
  readonly #guesses: Guesses

  private constructor(app: FastifyInstance, options: EntryOptions) {
    this.#options = options
    this.#changes = limit(app, MAX_CHANGES)
    this.#requests = limit(app, MAX_REQUESTS)
    this.#guesses = app.createRateLimit({ ...MAX_GUESSES, keyGenerator: ({ ip }) => `guess ${ip}` })
  }

  static async open(app: FastifyInstance, options: EntryOptions): Promise<Entry> {
    await app.register(fastifyCookie)
    await app.register(fastifyRateLimit, { global: false, cache: 1000 })
    return new Entry(app, options)
  }

  /** What a request for this endpoint has to pass. */
  checksFor(endpoint: Endpoint): Check {
    return async (request) => {
      await this.#requests(request)
      if (isSocket(endpoint)) return refuseOtherOrigins(request, this.#options)
      if (endpoint.changes === undefined) return
      refuseOtherOrigins(request, this.#options)
      await this.#changes(request)
      if (endpoint.changes !== 'login') await this.#askForToken(request)
    }
  }

  /** Counts a wrong token. @throws OperatorError RATE_LIMITED after too many, TOKEN_REQUIRED otherwise */
  async refuseGuess(request: FastifyRequest): Promise<never> {
    assertNotExceeded(await this.#guesses(request))
    throw tokenRequired()
  }

  /** @throws OperatorError RATE_LIMITED when too many wrong ones came from there: the right one has to wait, too */
  async assertMayGuess(request: FastifyRequest): Promise<void> {
    assertNotExceeded(await this.#guesses(request, { increment: false }))
  }

  async #askForToken(request: FastifyRequest): Promise<void> {
    const { access } = this.#options
    const isAttempt = access.isRequired && access.isAttempt(request)
    if (isAttempt) await this.assertMayGuess(request)
    if (access.mayChange(request)) return
    if (isAttempt) await this.refuseGuess(request)
    throw tokenRequired()
  }
}

type Guesses = ReturnType<FastifyInstance['createRateLimit']>
type Outcome = Awaited<ReturnType<Guesses>>

function limit(app: FastifyInstance, rate: { readonly max: number; readonly timeWindow: number }): Check {
  const count = app.createRateLimit({ ...rate, keyGenerator: ({ ip }) => `${rate.max} ${ip}` })
  return async (request) => assertNotExceeded(await count(request))
}

function assertNotExceeded(outcome: Outcome): void {
  if (outcome.isAllowed || !outcome.isExceeded) return
  throw new RateLimited(outcome.ttlInSeconds)
}

/** Too much from one address. */
export class RateLimited extends OperatorError {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super(
      'RATE_LIMITED',
      'Too many requests come from this address.',
      `Try again in ${retryAfterSeconds} s. Send only the newest value of a fader, or use OSC for it.`,
    )
    this.retryAfterSeconds = retryAfterSeconds
  }
}
