import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, OperatorError, reasonOf } from '#errors/operatorError.ts'
import { InvalidValue } from '#settings/field.ts'
import type { Log } from '#telemetry/log.ts'
import { RateLimited } from './addressRates.ts'
import { pathOf } from './endpoint.ts'

/** The one form of every error that leaves this door. `field`, `value` and `range` come with SETTING_INVALID. */
export type ErrorBody = {
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    readonly remedy: string
    readonly field?: string
    readonly value?: unknown
    readonly range?: string
  }
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  SETTING_INVALID: 422,
  PROMPT_REFUSED: 422,
  PROMPT_OVERTAKEN: 409,
  RECORDING_FAILED: 409,
  OUTPUT_UNWRITABLE: 409,
  NOTHING_TO_UNDO: 409,
  CUES_UNREADABLE: 409,
  SAFETY_UNUSABLE: 503,
  TOKEN_REQUIRED: 401,
  RATE_LIMITED: 429,
  ORIGIN_REFUSED: 403,
  ROUTE_UNKNOWN: 404,
  CUE_UNKNOWN: 404,
  COMMAND_UNKNOWN: 404,
  WORKER_UNKNOWN: 404,
  DIRECTORY_UNREADABLE: 404,
  REQUEST_TOO_LARGE: 413,
  REQUEST_UNREADABLE: 400,
  NOT_READY: 503,
  PAGE_NOT_BUILT: 503,
}

/** The body that tells a client about an error: what happened, and the remedy; never a stack. */
export function errorBody(error: OperatorError): ErrorBody {
  const { code, message, remedy } = error
  if (!(error instanceof InvalidValue)) return { error: { code, message, remedy } }
  const { field, value, range } = error
  return { error: { code, field, value, range, message, remedy } }
}

/** Answers with an error, whatever was thrown; what is not the client's doing goes to the log. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const told = toOperatorError(error, request)
  const status = error instanceof OperatorError ? (STATUS[told.code] ?? 500) : clientStatus(error)
  if (told.code === 'INTERNAL') log.error(`${request.method} ${pathOf(request)} failed: ${reasonOf(error)}`, { error })
  if (status === 429) reply.header('retry-after', error instanceof RateLimited ? error.retryAfterSeconds : 1)
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="i2i"')
  // the rest of a refused body is not worth reading
  if (status === 413) reply.header('connection', 'close')
  return reply.code(status).type('application/json; charset=utf-8').send(errorBody(told))
}

function toOperatorError(error: unknown, request: FastifyRequest): OperatorError {
  if (error instanceof OperatorError) return error
  const status = clientStatus(error)
  if (status === 413) return tooLarge()
  if (status < 500) return unreadable(reasonOf(error))
  return new OperatorError(
    'INTERNAL',
    `The server could not answer ${request.method} ${pathOf(request)}; this is its own mistake.`,
    'The log of the server says why. The show goes on.',
  )
}

/** The status that fastify has in mind for its own errors; 500 for everything that is not the client's doing. */
function clientStatus(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status < 500 ? status : 500
}

/** The error for a body over the limit. */
export function tooLarge(): OperatorError {
  return new OperatorError('REQUEST_TOO_LARGE', 'The request is too large.', 'Send at most 64 KB.')
}

function unreadable(reason: string): OperatorError {
  return new OperatorError(
    'REQUEST_UNREADABLE',
    `The request cannot be read: ${reason.replace(/\.$/, '')}.`,
    'Send a JSON object with the header "content-type: application/json". See /docs.',
  )
}
