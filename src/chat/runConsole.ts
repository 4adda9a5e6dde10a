import type { ReadStream, WriteStream } from 'node:tty'
import type { Clock } from '#flow/clock.ts'
import { accessAnswer } from '#remote/answers.ts'
import { followEvents } from '#remote/followEvents.ts'
import { TOKEN_REMEDY } from '#remote/refusals.ts'
import { PATIENCE_MS, ServerClient } from '#remote/serverClient.ts'
import { completion } from './completion.ts'
import { converse } from './conversation.ts'
import { History } from './history.ts'
import { Known } from './known.ts'
import { sentenceOf } from './sentenceOf.ts'
import { Terminal } from './terminal.ts'
import { Watch } from './watch.ts'
import { wishOf } from './wish.ts'

export type ConsoleOptions = {
  readonly address: string
  readonly token: string
  readonly input: ReadStream
  readonly output: WriteStream
  /** File of the lines that were typed earlier. */
  readonly historyPath: string
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** While the server is known to be away, an answer is hardly waited for, in ms. */
const PATIENCE_AWAY_MS = 1000

/** A conversation at a terminal, until the person there or the signal ends it. */
export async function runConsole(options: ConsoleOptions): Promise<void> {
  const { historyPath, input, output, clock } = options
  const ended = new AbortController()
  const signal = AbortSignal.any([options.signal, ended.signal])
  const link = { isAway: false }
  const patienceMs = () => (link.isAway ? PATIENCE_AWAY_MS : PATIENCE_MS)
  const server = new ServerClient({ ...options, signal, patienceMs })
  const known = new Known(server)
  const troubles: string[] = []
  const history = new History(historyPath, (sentence) => troubles.push(sentence))
  await using terminal = new Terminal({
    ...{ input, output, history: await history.load() },
    complete: (line) => completion(line, known),
    onClose: () => ended.abort(),
  })
  signal.addEventListener('abort', () => terminal.close(), { once: true })
  const watch = new Watch({ clock, signal, tell: (line) => terminal.say([line], 'news') })
  const parts = { server, known, terminal, watch, clock, signal }
  const following = follow(options.address, link, parts).finally(() => ended.abort())

  terminal.ask()
  terminal.say(troubles.splice(0), 'error')
  for await (const line of terminal.lines) {
    await history.add(line)
    terminal.say(troubles.splice(0), 'error')
    if (!(await answered(line, parts))) break
    terminal.ask()
  }
  ended.abort()
  await following
}

type Parts = {
  readonly server: ServerClient
  readonly known: Known
  readonly terminal: Terminal
  readonly watch: Watch
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Listens to the show, and says when the server goes and comes. */
function follow(address: string, link: { isAway: boolean }, parts: Parts): Promise<void> {
  const { known, watch, terminal, clock, signal } = parts
  return followEvents({
    ...{ address, clock, signal },
    onEvent(event) {
      if (event.type === 'cues') known.cues = event.cues.map(({ name }) => name)
      watch.notice(event)
    },
    onHere(isBack) {
      link.isAway = false
      void greet(isBack, parts)
    },
    onAway() {
      link.isAway = true
      terminal.say([`The server at ${address} is away. I keep trying.`], 'news')
    },
  })
}

/** @returns false when the line, or something else meanwhile, has ended the conversation */
async function answered(line: string, { server, terminal, watch, clock, signal }: Parts): Promise<boolean> {
  try {
    const wish = wishOf(line)
    if (wish.kind === 'quit') return false
    const answer = await converse(wish, {
      ...{ server, clock, signal },
      columns: () => terminal.columns,
      watch: (isOn) => watch.turn(isOn),
      onChanged: (changed) => watch.expect(changed),
    })
    terminal.say(answer)
  } catch (error) {
    if (signal.aborted) return false
    terminal.say([sentenceOf(error)], 'error')
  }
  return true
}

/** Says that the server is there, and asks it for what completion needs to know. */
async function greet(isBack: boolean, { server, known, terminal }: Parts): Promise<void> {
  const hello = `Connected to ${server.address}. Plain text is a prompt; /help lists everything else.`
  terminal.say([isBack ? 'The server is back.' : hello], 'news')
  try {
    const { required, granted } = await server.get('/api/access', accessAnswer)
    if (required && !granted) terminal.say([`The server wants its token for every change. ${TOKEN_REMEDY}`], 'error')
    await known.refresh()
  } catch (error) {
    if (terminal.isOpen) terminal.say([sentenceOf(error)], 'error')
  }
}
