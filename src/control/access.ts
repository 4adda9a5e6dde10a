import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'

/** Name of the cookie that the page keeps in place of the token. */
export const COOKIE = 'i2i_token'

/**
 * Who may change the show. Without a token everybody may, and nobody is the operator; with one, whoever brings it along is:
 * as `Authorization: Bearer`, as `?token=`, or as the cookie that a login has set.
 */
export class Access {
  readonly #token: string
  /** Stays the same over restarts of the server, so that a page is asked once; says nothing about the token. */
  readonly cookie: string

  constructor(token: string) {
    this.#token = token
    this.cookie = createHmac('sha256', token).update('i2i page').digest('base64url')
  }

  get isRequired(): boolean {
    return this.#token !== ''
  }

  /** Whether the operator's token came along. */
  isOperator(request: FastifyRequest): boolean {
    return this.isRequired && (isSame(given(request), this.#token) || isSame(request.cookies[COOKIE], this.cookie))
  }

  /** Whether a request brings something that wants to be the token. */
  isAttempt(request: FastifyRequest): boolean {
    return given(request) !== undefined
  }

  mayChange(request: FastifyRequest): boolean {
    return !this.isRequired || this.isOperator(request)
  }

  /** Whether a word is the token. */
  knows(word: string): boolean {
    return this.isRequired && isSame(word, this.#token)
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

function given({ headers, query }: FastifyRequest): string | undefined {
  const [, bearer] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? []
  const { token } = query as { token?: unknown }
  return bearer ?? (typeof token === 'string' ? token : undefined)
}

/** Takes the same time wherever two words differ. */
function isSame(a: string | undefined, b: string): boolean {
  if (a === undefined) return false
  const digest = (word: string) => createHmac('sha256', 'compare').update(word).digest()
  return timingSafeEqual(digest(a), digest(b))
}
