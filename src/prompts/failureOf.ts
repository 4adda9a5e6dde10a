import { reasonOf } from '#errors/operatorError.ts'

const LONGEST = 200

/** Why a service did not do its work, in a few words on one line: what its client library threw, made readable. */
export function failureOf(error: unknown): string {
  const { status } = (typeof error === 'object' && error !== null ? error : {}) as { status?: unknown }
  const said = plain(error)
  if (typeof status !== 'number') return said
  const meaning = MEANINGS[status] ?? (status >= 500 ? 'it has a fault' : 'it refuses the request')
  return `${meaning} (${status}${said === '' ? '' : `: ${said}`})`
}

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'it does not know the key',
  403: 'it does not allow this',
  404: 'it does not have this',
  429: 'it has had too many requests, or the account has no credit left',
}

/** Google's library has the whole body of an answer as its message; connection errors hide the reason in their cause. */
function plain(error: unknown): string {
  const message = reasonOf(error).replace(/^\d{3} /, '')
  const cause = error instanceof Error && error.cause instanceof Error ? deepest(error.cause).message : ''
  const text = messageInJson(message) ?? (message.startsWith('<') ? '' : message)
  const all = cause === '' || text.includes(cause) ? text : `${text} ${cause}`
  return all
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
}

function deepest(error: Error): Error {
  return error.cause instanceof Error ? deepest(error.cause) : error
}

function messageInJson(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } }
    return typeof error?.message === 'string' ? error.message : undefined
  } catch {
    return undefined // not JSON after all: shown as it is
  }
}
