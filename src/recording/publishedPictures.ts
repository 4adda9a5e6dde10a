import type { Subscriber } from 'zeromq'
import type { Clock } from '#flow/clock.ts'
import { checkedPicture } from '#frame/picture.ts'
import type { Log } from '#telemetry/log.ts'
import type { CurveClient } from '#wire/curveKeys.ts'
import { decodePictureMessage } from '#wire/pictureMessage.ts'
import { openPictureSocket } from '#wire/pictureSocket.ts'
import type { RecordedPicture } from './recordedPicture.ts'

export type PublishedOptions = {
  readonly address: string
  readonly signal: AbortSignal
  /** For a server that encrypts. */
  readonly curve?: CurveClient | undefined
  readonly clock: Clock
  readonly log: Log
  /** Told why something is no picture, as the rest of a sentence. */
  readonly onRefused: (reason: string) => void
}

/** Pictures that may wait in the socket while this process does something else. */
const KEEP = 64
/** Larger pictures than any projector's. */
export const MAX_PIXELS = 8192 * 8192

/** What is published at an address, picture by picture, until the signal aborts. @throws OperatorError BAD_OPTION */
export async function* publishedPictures(options: PublishedOptions): AsyncGenerator<RecordedPicture, void, undefined> {
  const { address, signal, curve, clock, log, onRefused } = options
  const socket: Subscriber = openPictureSocket({
    address,
    option: '--connect',
    keep: KEEP,
    curve,
    watch: { clock, log },
  })
  signal.addEventListener('abort', () => socket.close(), { once: true })
  if (signal.aborted) socket.close()
  try {
    for await (const [bytes] of socket) {
      const picture = recordedPicture(bytes)
      if ('refused' in picture) onRefused(picture.refused)
      else yield picture
    }
  } finally {
    socket.close()
  }
}

function recordedPicture(bytes: Uint8Array): RecordedPicture | { refused: string } {
  const message = decodePictureMessage(bytes)
  if ('refused' in message) return message
  const picture = checkedPicture(message.jpeg, MAX_PIXELS)
  return 'refused' in picture ? picture : { ...picture, timestamp: message.timestamp, index: message.index }
}
