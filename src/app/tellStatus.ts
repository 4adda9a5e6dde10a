import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { serverAddress } from '#remote/serverAddress.ts'
import { ServerClient } from '#remote/serverClient.ts'
import { type FullStatus, fullStatusAnswer } from './statusAnswer.ts'
import type { StatusConfig } from './statusFields.ts'
import { healthSentence, statusText } from './statusText.ts'
import type { Surroundings } from './surroundings.ts'
import { VERSION } from './version.ts'

/** Somebody waits for it, and a script looks at it every few seconds. */
const WITHIN_MS = 4000
const AGAIN_MS = 1000

export type Paper = { readonly isTTY?: boolean; write(text: string): unknown }

/**
 * Tells how a running server is: once, or again and again until the signal aborts.
 * @throws OperatorError SHOW_DEGRADED, SHOW_DOWN, SERVER_UNREACHABLE, unless it watches
 */
export async function tellStatus(
  config: StatusConfig,
  { signal, clock }: Pick<Surroundings, 'signal' | 'clock'>,
  paper: Paper,
): Promise<void> {
  const client = new ServerClient({
    address: serverAddress(config),
    token: config.token,
    signal,
    patienceMs: () => WITHIN_MS,
  })
  // checked as far as we know it, told with all that is in it
  const answer = fullStatusAnswer.loose()
  const page = (status: FullStatus) => (config.json ? JSON.stringify(status) : statusText(status, VERSION))
  if (!config.watch) {
    const status = await client.get('/api/status', answer)
    paper.write(`${page(status)}\n`)
    return judge(status)
  }
  while (!signal.aborted) {
    const told = await client.get('/api/status', answer).then(page, (error) => awayText(error, signal, config.json))
    if (signal.aborted) return
    // a terminal shows one page, a file gets them one after the other
    paper.write(paper.isTTY && !config.json ? `\x1b[H\x1b[2J${told}\n` : `${told}\n`)
    await clock.until(clock.now() + AGAIN_MS, signal)
  }
}

function awayText(error: unknown, signal: AbortSignal, json: boolean): string {
  if (!signal.aborted && !(error instanceof OperatorError)) throw error
  const problem = reasonOf(error)
  return json ? JSON.stringify({ health: { status: 'down' }, problem }) : `health     not reachable: ${problem}`
}

/** The state of the show as the end of the command. */
function judge({ health, atMs }: FullStatus): void {
  if (health.status === 'online') return
  const said = `The show is ${healthSentence(health, atMs)}`
  const remedy = 'docs/operate.md says what to do about each problem; npx i2i doctor looks at a machine.'
  throw new OperatorError(health.status === 'down' ? 'SHOW_DOWN' : 'SHOW_DEGRADED', said, remedy)
}
