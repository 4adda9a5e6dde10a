import { createInterface } from 'node:readline/promises'
import { OperatorError } from '#errors/operatorError.ts'

/** Asks on the terminal; anything but y means no. @throws OperatorError BAD_OPTION where nobody can answer */
export async function isAgreed(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new OperatorError('BAD_OPTION', `${question} Nobody can be asked here.`, 'Add --yes if it shall be done.')
  }
  using lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`${question} [y/N] `, { signal })
  return /^y(es)?$/i.test(answer.trim())
}
