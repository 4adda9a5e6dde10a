import assert from 'node:assert/strict'
import { type ErrorCode, OperatorError } from '#errors/operatorError.ts'

/** What an operator is told when something is refused; fails if it is not, or not with a sentence and a remedy. */
export async function refusal(code: ErrorCode, work: () => unknown): Promise<string> {
  const error = await failureOf(work)
  assert.ok(error instanceof OperatorError, `${error instanceof Error ? error.stack : 'nothing'} was thrown`)
  assert.equal(error.code, code, error.message)
  assert.match(error.message, /^\S.*\.$/s, 'a sentence')
  assert.ok(error.message.length < 1500, `${error.message.length} characters`)
  assert.match(error.remedy, /^[A-Z].*\.$/, 'a remedy')
  return error.message
}

/** Anything may be refused, as long as the operator can read why. */
export async function mayBeRefused(work: () => unknown, what: string): Promise<boolean> {
  const error = await failureOf(work)
  if (error === undefined) return false
  assert.ok(error instanceof OperatorError, `${what}: ${error instanceof Error ? error.stack : error}`)
  return true
}

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  return undefined
}
