import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Failure } from './messages.ts'

/** An error as a message; errors of our classes do not cross threads as what they are. */
export function toFailure(error: unknown): Failure {
  const message = reasonOf(error)
  return error instanceof OperatorError ? { message, known: { code: error.code, remedy: error.remedy } } : { message }
}

/** The error that a message tells of. */
export function fromFailure({ message, known }: Failure): Error {
  return known ? new OperatorError(known.code, message, known.remedy) : new Error(message)
}
