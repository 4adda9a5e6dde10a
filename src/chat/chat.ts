import type { Readable, Writable } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import type { Clock } from '#flow/clock.ts'
import { serverAddress } from '#remote/serverAddress.ts'
import { ServerClient } from '#remote/serverClient.ts'
import type { ChatConfig } from './chatFields.ts'
import { converse } from './conversation.ts'
import { runConsole } from './runConsole.ts'
import { refuseToWatch, runScript } from './runScript.ts'
import { wishOf } from './wish.ts'

export type ChatOptions = {
  readonly config: ChatConfig
  /** Only this line, instead of what is typed or piped. */
  readonly line: string | undefined
  readonly input: Readable
  readonly output: Writable
  readonly errors: Writable
  readonly historyPath: string
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Talks to a running server: at a terminal with a person, otherwise line by line with a program.
 * @throws OperatorError what went wrong with the only line; from a script SERVER_UNREACHABLE and CHAT_FAILED
 */
export async function chat({
  config,
  line,
  input,
  output,
  errors,
  historyPath,
  clock,
  signal,
}: ChatOptions): Promise<void> {
  const address = serverAddress(config)
  const { token } = config
  const isTerminal = input instanceof ReadStream && output instanceof WriteStream
  if (line === undefined && isTerminal) {
    return runConsole({ address, token, input, output, historyPath, clock, signal })
  }
  const server = new ServerClient({ address, token, signal })
  if (line === undefined) return runScript({ server, clock, signal, input, output, errors })
  const columns = () => (output instanceof WriteStream ? output.columns : 100)
  const said = await converse(wishOf(line), { server, clock, signal, columns, watch: refuseToWatch })
  output.write(said.map((each) => `${each}\n`).join(''))
}
