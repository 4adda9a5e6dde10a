import { OperatorError } from '#errors/operatorError.ts'
import { Interrupted } from './interrupted.ts'
import { onOneLine } from './onOneLine.ts'

export type Asked = {
  readonly repo: string
  readonly revision: string
  readonly page: string
  readonly hasToken: boolean
}

/**
 * What an answer of the hub other than a success means.
 * @param headers of the answer; the hub gives the exact reason in `X-Error-Code`
 */
export function refusalOf(status: number, headers: Headers, asked: Asked): Error {
  const code = headers.get('x-error-code') ?? ''
  if (status === 408 || status === 429 || status >= 500) return busy(status, headers)
  if (code === 'GatedRepo' || status === 403) return gated(asked)
  // without a token the hub answers 401 for names that do not exist, so as not to tell which private ones do
  if (status === 404 || status === 410 || code === 'RepoNotFound') return notFound(code, asked)
  if (status === 401) return unknownPerson(asked)
  const reason = headers.get('x-error-message')
  const said = `The hub answers ${status} for ${asked.repo}${reason ? `: ${onOneLine(reason)}` : ''}.`
  return new OperatorError('HUB_REFUSED', said, `Look at ${asked.page}; a token is given as HF_TOKEN.`)
}

function busy(status: number, headers: Headers): Interrupted {
  const seconds = Number(headers.get('retry-after') ?? 0)
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 0
  return new Interrupted(status === 429 ? 'the hub asks for a pause (429)' : `the hub answers ${status}`, {
    retryAfterMs,
  })
}

function gated({ repo, page, hasToken }: Asked): OperatorError {
  const whose = hasToken ? 'the account of your token has not accepted its terms' : 'it needs a token'
  const token = hasToken ? '' : ' Then make a token in the settings of your account and set it as HF_TOKEN.'
  return new OperatorError(
    'HUB_REFUSED',
    `${repo} is gated, and ${whose}.`,
    `Open ${page} and accept the terms.${token}`,
  )
}

function notFound(code: string, { repo, revision, page, hasToken }: Asked): OperatorError {
  if (code === 'RevisionNotFound') {
    const said = `${repo} has no revision ${revision}.`
    return new OperatorError('MODEL_NOT_FOUND', said, `See ${page} for its branches; the usual one is main.`)
  }
  if (code === 'EntryNotFound') {
    const said = `A file of ${repo} is not on the hub any more.`
    return new OperatorError('MODEL_NOT_FOUND', said, 'Run the same command again: the model may just have changed.')
  }
  const remedy = hasToken ? '' : ' A private model needs a token in HF_TOKEN.'
  return new OperatorError('MODEL_NOT_FOUND', `The hub has no model ${repo}.`, `Check the spelling: ${page}${remedy}`)
}

function unknownPerson({ repo, hasToken }: Asked): OperatorError {
  if (!hasToken) {
    const remedy = 'Make one in the settings of your account there and set it as HF_TOKEN.'
    return new OperatorError('HUB_REFUSED', `The hub wants a token for ${repo}.`, remedy)
  }
  const remedy = 'Make a new one and set it as HF_TOKEN, or remove it: public models need none.'
  return new OperatorError('HUB_REFUSED', 'The hub does not accept the token.', remedy)
}
