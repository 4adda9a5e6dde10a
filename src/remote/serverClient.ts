import type { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import { type Changed, changedAnswer } from './answers.ts'
import { bodyText } from './bodyText.ts'
import { noAnswer, notOurs, refused } from './refusals.ts'

export type ServerOptions = {
  /** `http://HOST:PORT` */
  readonly address: string
  /** Empty for none. */
  readonly token: string
  readonly signal: AbortSignal
  /** Asked before each request: how long its answer may take, in ms. */
  readonly patienceMs?: () => number
}

/** The longest a check and a translation may take fits in; nobody at a console waits longer. */
export const PATIENCE_MS = 10_000

/** The HTTP door of a running server, as one who speaks to it sees it. */
export class ServerClient {
  readonly #options: ServerOptions

  constructor(options: ServerOptions) {
    this.#options = options
  }

  get address(): string {
    return this.#options.address
  }

  /** Looks something up. @throws OperatorError as the server says, or SERVER_UNREACHABLE */
  get<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>> {
    return this.#ask(path, answer, {})
  }

  /** Has the show do something. @throws OperatorError as the server says, or SERVER_UNREACHABLE */
  command(name: string, args: readonly unknown[]): Promise<Changed> {
    const headers = { 'content-type': 'application/json' }
    return this.#ask('/api/command', changedAnswer, { method: 'POST', headers, body: JSON.stringify({ name, args }) })
  }

  /** Has the server do something that needs no words. @throws OperatorError as the server says, or SERVER_UNREACHABLE */
  post<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>> {
    return this.#ask(path, answer, { method: 'POST' })
  }

  async #ask<T extends z.ZodType>(path: string, answer: T, request: RequestInit): Promise<z.output<T>> {
    const { address, token, signal, patienceMs = () => PATIENCE_MS } = this.#options
    const withinMs = patienceMs()
    const fitsHeader = /^[!-~]+$/.test(token)
    const headers = { ...request.headers, ...(fitsHeader && { authorization: `Bearer ${token}` }) }
    const query = token === '' || fitsHeader ? '' : `?token=${encodeURIComponent(token)}`
    const ending = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
    try {
      const asked = { ...request, headers, redirect: 'manual', signal: ending } as const
      const response = await fetch(`${address}${path}${query}`, asked)
      return read(response.ok, await bodyText(response), answer, address)
    } catch (error) {
      if (signal.aborted || error instanceof OperatorError) throw error
      throw noAnswer(address, error, withinMs)
    }
  }
}

function read<T extends z.ZodType>(isOk: boolean, body: string, answer: T, address: string): z.output<T> {
  const value = jsonOf(body)
  if (!isOk) throw refused(value, address)
  const { success, data } = answer.safeParse(value)
  if (!success) throw notOurs(address)
  return data
}

/** What a body says; undefined if it is no JSON, which no answer of ours is. */
function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
