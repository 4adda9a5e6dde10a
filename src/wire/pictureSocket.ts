import { Subscriber } from 'zeromq'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { CurveClient } from './curveKeys.ts'
import { type ClientWatch, watchClientHandshakes } from './watchHandshakes.ts'

export type PictureSocketOptions = {
  /** Where pictures are published: `tcp://HOST:PORT`. */
  readonly address: string
  /** The option that the address came from, for the error: `--connect`. */
  readonly option: string
  /** Pictures that may wait for the reader; 1: only the newest is kept. */
  readonly keep: number
  /** For a publisher that encrypts. */
  readonly curve?: CurveClient | undefined
  /** Where it is said why the publisher does not let this program in. */
  readonly watch?: ClientWatch | undefined
}

/** The largest message that is taken, in bytes. */
const MAX_MESSAGE_BYTES = 64 * 2 ** 20

/**
 * Subscribes to pictures. A publisher that is not there (any more) is waited for; a connection that is silent for 0.9 s is
 * made anew.
 * @throws OperatorError BAD_OPTION when the address is none
 */
export function openPictureSocket({ address, option, keep, curve, watch }: PictureSocketOptions): Subscriber {
  const socket = new Subscriber({
    ...curve,
    ...(keep === 1 ? { conflate: true } : { receiveHighWaterMark: keep }),
    linger: 0,
    maxMessageSize: MAX_MESSAGE_BYTES,
    heartbeatInterval: 300,
    heartbeatTimeout: 900,
    // what answers there and says nothing is no server: another program may have the port
    handshakeInterval: 2000,
    reconnectInterval: 100,
    reconnectMaxInterval: 500,
  })
  if (watch) watchClientHandshakes(socket, { ...watch, server: address, isCurve: curve !== undefined })
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
