import { ERROR_CODES, type ErrorCode, OperatorError, reasonOf } from '#errors/operatorError.ts'
import { refusalAnswer } from './answers.ts'

const REMEDY = 'Start one with npx i2i solo, or say where it is with --host HOST and --settings-port 5556.'

/** In words, what the network says in letters. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it hung up',
  UND_ERR_SOCKET: 'it hung up',
  ENOTFOUND: 'there is no machine of that name',
  EAI_AGAIN: 'there is no machine of that name',
  EHOSTUNREACH: 'the machine cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'the machine does not answer',
}

/** The error for a request without an answer. @param withinMs how long it was waited for */
export function noAnswer(address: string, error: unknown, withinMs: number): OperatorError {
  const isLate = error instanceof Error && error.name === 'TimeoutError'
  const message = isLate
    ? `The server at ${address} gave no answer within ${withinMs / 1000} s.`
    : `No server answers at ${address}: ${reason(error)}.`
  return new OperatorError('SERVER_UNREACHABLE', message, REMEDY, { cause: error })
}

/** The error for an answer that no server of ours gives. */
export function notOurs(address: string): OperatorError {
  const message = `What answers at ${address} is no i2i server, or one of another version.`
  return new OperatorError('SERVER_UNREACHABLE', message, REMEDY)
}

/** What the server said instead of doing it. */
export function refused(body: unknown, address: string): OperatorError {
  const { success, data } = refusalAnswer.safeParse(body)
  if (!success) return notOurs(address)
  const { code, message, remedy } = data.error
  const known = isErrorCode(code) ? code : 'INTERNAL'
  return new OperatorError(known, message, known === 'TOKEN_REQUIRED' ? TOKEN_REMEDY : remedy)
}

/** How the token is given to a command. */
export const TOKEN_REMEDY = 'Put TOKEN=… in .env here, or give it with --token TOKEN.'

function isErrorCode(code: string): code is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code)
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return REASONS[code] ?? reasonOf(cause).replace(/\.$/, '')
}
