import type { Readable, Writable } from 'node:stream'
import { OperatorError } from '#errors/operatorError.ts'
import { settingsAnswer } from '#remote/answers.ts'
import { type ConversationOptions, converse } from './conversation.ts'
import { readLines } from './readLines.ts'
import { sentenceOf } from './sentenceOf.ts'
import { wishOf } from './wish.ts'

export type ScriptOptions = Omit<ConversationOptions, 'columns' | 'watch'> & {
  readonly input: Readable
  /** Gets one line for every line that was carried out. */
  readonly output: Writable
  /** Gets one line for every line that was not. */
  readonly errors: Writable
}

/**
 * Carries out lines one after the other, each when the one before has been answered. Empty lines and those that begin
 * with `#` are passed over; `/quit` ends.
 *
 * @throws OperatorError SERVER_UNREACHABLE if no server is there to begin with, CHAT_FAILED in the end if a line failed
 */
export async function runScript(options: ScriptOptions): Promise<void> {
  const { server, input, signal } = options
  await server.get('/api/settings', settingsAnswer)
  let number = 0
  let tried = 0
  let failed = 0
  for await (const line of readLines(input, signal)) {
    number++
    if (/^\s*(#|$)/.test(line)) continue
    if (/^\s*\/(q|quit|exit)\s*$/i.test(line)) break
    tried++
    if (!(await carriedOut(line, number, options))) failed++
  }
  if (failed > 0)
    throw new OperatorError('CHAT_FAILED', `${failed} of ${tried} lines failed.`, 'The reasons are above.')
}

async function carriedOut(line: string, number: number, options: ScriptOptions): Promise<boolean> {
  const { output, errors, signal } = options
  try {
    const answer = await converse(wishOf(line), {
      ...options,
      columns: () => Number.POSITIVE_INFINITY,
      watch: refuseToWatch,
    })
    await written(output, `${answer.join(' | ')}\n`)
    return true
  } catch (error) {
    if (signal.aborted) throw error
    await written(errors, `Line ${number}: ${sentenceOf(error)}\n`)
    return false
  }
}

/** Answers come one to a line: nothing may come in between. */
export function refuseToWatch(): never {
  throw new OperatorError(
    'BAD_OPTION',
    '/watch works at a terminal only.',
    'Programs listen at ws://HOST:5556/api/events.',
  )
}

/** Waits until the reader has taken it, so that a slow one slows the script. One that has gone is no reason to stop. */
function written(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()))
}
