/** The server has refused something, or did not answer: the message is a sentence for people. */
export class Refusal extends Error {
  /** HTTP status; 0 if there was no answer. */
  readonly status: number
  readonly code: string

  constructor(message: string, { status, code }: { status: number; code: string }) {
    super(message)
    this.status = status
    this.code = code
  }
}

export type Method = 'GET' | 'PATCH' | 'POST' | 'PUT' | 'DELETE'

/** Longer than any check of a prompt takes, in ms. */
const PATIENCE_MS = 90_000

/** Asks the server for something. @returns the answer's JSON @throws Refusal */
export async function ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const json = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(path, { method, ...json, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {
    throw new Refusal('The server does not answer.', { status: 0, code: 'UNREACHABLE' })
  })
  const given: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return given as T
  throw refusalOf(answer.status, given)
}

function refusalOf(status: number, given: unknown): Refusal {
  const { error } = (given ?? {}) as { error?: { code?: string; message?: string; remedy?: string } }
  if (!error?.message) return new Refusal(`The server answered ${status}.`, { status, code: 'UNKNOWN' })
  return new Refusal([error.message, error.remedy].filter(Boolean).join(' '), { status, code: error.code ?? 'UNKNOWN' })
}
