import { Subscriber } from 'zeromq'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

export type PictureSocketOptions = {
  /** Where pictures are published: `tcp://HOST:PORT`. */
  readonly address: string
  /** The option that the address came from, for the error: `--connect`. */
  readonly option: string
  /** Pictures that may wait for the reader; 1: only the newest is kept. */
  readonly keep: number
}

/** The largest message that is taken, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 2 ** 20

/**
 * Subscribes to pictures. A publisher that is not there (any more) is waited for; a connection that is silent for 0.9 s is
 * made anew.
 * @throws OperatorError BAD_OPTION when the address is none
 */
export function openPictureSocket({ address, option, keep }: PictureSocketOptions): Subscriber {
  const socket = new Subscriber({
    ...(keep === 1 ? { conflate: true } : { receiveHighWaterMark: keep }),
    linger: 0,
    maxMessageSize: MAX_MESSAGE_BYTES,
    heartbeatInterval: 300,
    heartbeatTimeout: 900,
    reconnectInterval: 100,
    reconnectMaxInterval: 500,
  })
  try {
    socket.connect(address)
    socket.subscribe()
    return socket
  } catch (cause) {
    socket.close()
    throw new OperatorError(
      'BAD_OPTION',
      `${option} cannot be ${JSON.stringify(address)}: ${reasonOf(cause)}.`,
      `Give the address where pictures are published: ${option} tcp://HOST:PORT.`,
      { cause },
    )
  }
}
