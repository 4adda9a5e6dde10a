import { Backoff } from '#flow/backoff.ts'
import type { Clock } from '#flow/clock.ts'
import { eventMessage, type ShowEvent } from './answers.ts'

export type FollowOptions = {
  /** `http://HOST:PORT` */
  readonly address: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onEvent: (event: ShowEvent) => void
  /** The server is there: told at first, and when it is back. */
  readonly onHere: (isBack: boolean) => void
  /** The server is not there (any more); told once until it is back. */
  readonly onAway: () => void
}

/** A server tells its status every second; one that is silent for so long is away, whatever the network says. */
const SILENCE_MS = 5000
const AGAIN = { firstMs: 250, maxMs: 2000 }

/**
 * Listens to what happens to a show until the signal aborts, and connects again by itself. A connection that comes back
 * at the first attempt was only interrupted: nobody needs to hear of that.
 */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { clock, signal } = options
  const again = new Backoff(AGAIN)
  let isAway = false
  let hasBeenHere = false
  while (!signal.aborted) {
    const wasHere = await connection(options, () => {
      if (isAway || !hasBeenHere) options.onHere(isAway)
      isAway = false
      hasBeenHere = true
      again.reset()
    })
    if (signal.aborted) return
    if (!wasHere && !isAway) options.onAway()
    isAway ||= !wasHere
    await clock.until(clock.now() + again.next(), signal)
  }
}

/**
 * One connection, until it is lost or the signal aborts.
 * @param onFirst called at the first event, before it is told
 * @returns whether there was an event
 */
async function connection({ address, clock, signal, onEvent }: FollowOptions, onFirst: () => void): Promise<boolean> {
  const ended = new AbortController()
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/api/events`)
  let heardAt = clock.now()
  let isFirst = true
  socket.addEventListener('error', () => ended.abort()) // the reason does not matter: it is tried again
  socket.addEventListener('close', () => ended.abort())
  socket.addEventListener('message', ({ data }) => {
    if (ended.signal.aborted || signal.aborted) return
    const event = eventOf(data)
    if (!event) return ended.abort()
    heardAt = clock.now()
    if (isFirst) onFirst()
    isFirst = false
    onEvent(event)
  })
  const over = AbortSignal.any([ended.signal, signal])
  while (!over.aborted && clock.now() < heardAt + SILENCE_MS) await clock.until(heardAt + SILENCE_MS, over)
  ended.abort()
  socket.close()
  return !isFirst
}

/** A message as an event; undefined for what no server of ours says. */
function eventOf(message: unknown): ShowEvent | undefined {
  try {
    return eventMessage.safeParse(JSON.parse(String(message))).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
