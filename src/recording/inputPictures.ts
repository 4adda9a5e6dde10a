import { decode } from '@msgpack/msgpack'
import { Backoff } from '#flow/backoff.ts'
import { Channel } from '#flow/channel.ts'
import type { Clock } from '#flow/clock.ts'
import { checkedPicture } from '#frame/picture.ts'
import type { Log } from '#telemetry/log.ts'
import { MAX_PIXELS } from './publishedPictures.ts'
import type { RecordedPicture } from './recordedPicture.ts'

export type InputOptions = {
  /** `http://HOST:PORT` of the server. */
  readonly address: string
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  readonly onRefused: (reason: string) => void
}

/** Pictures that may wait while ffmpeg is busy. */
const KEEP = 64

/** What went in for every picture that comes out, from the server's page door, until the signal aborts. */
export async function* inputPictures(options: InputOptions): AsyncGenerator<RecordedPicture, void, undefined> {
  const { address, clock, log, signal } = options
  const again = new Backoff({ firstMs: 250, maxMs: 2000 })
  let isTold = false
  while (!signal.aborted) {
    for await (const picture of connection(options)) {
      again.reset()
      isTold = false
      yield picture
    }
    if (!isTold && !signal.aborted) log.warn(`What goes in cannot be had from ${address}; it is asked again and again.`)
    isTold = true
    await clock.until(clock.now() + again.next(), signal)
  }
}

/** One connection, until it is lost or the signal aborts. */
function connection({ address, signal, onRefused }: InputOptions): Channel<RecordedPicture> {
  const onDrop = () => onRefused('came faster than it can be recorded')
  const pictures = new Channel<RecordedPicture>({ capacity: KEEP, onFull: 'drop-newest', onDrop })
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/api/pairs`)
  socket.binaryType = 'arraybuffer'
  const close = () => {
    signal.removeEventListener('abort', close)
    pictures.close()
    socket.close()
  }
  signal.addEventListener('abort', close, { once: true })
  // the reason does not matter: it is tried again
  for (const end of ['error', 'close'] as const) socket.addEventListener(end, close)
  socket.addEventListener('message', ({ data }) => {
    const picture = pictureOf(data)
    if ('refused' in picture) onRefused(picture.refused)
    else void pictures.send(picture)
    if (socket.readyState === WebSocket.OPEN) socket.send('drawn')
  })
  return pictures
}

function pictureOf(message: unknown): RecordedPicture | { refused: string } {
  const values = message instanceof ArrayBuffer ? decoded(new Uint8Array(message)) : undefined
  const [timestamp, index, , input] = Array.isArray(values) ? values : []
  if (typeof timestamp !== 'number' || !Number.isSafeInteger(index) || !(input instanceof Uint8Array)) {
    return { refused: 'is a malformed message' }
  }
  const picture = checkedPicture(input, MAX_PIXELS)
  return 'refused' in picture ? picture : { ...picture, timestamp, index }
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decode(bytes)
  } catch {
    return undefined // is told as a malformed message
  }
}
