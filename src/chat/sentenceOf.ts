import { OperatorError } from '#errors/operatorError.ts'
import { plainLine } from '#remote/plainLine.ts'

/** An error as one line: what happened and what to do. Mistakes of ours are no answer to a line. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof OperatorError)) throw error
  return plainLine(`${error.message} ${error.remedy}`)
}
