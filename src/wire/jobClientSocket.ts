import { Dealer } from 'zeromq'
import type { CurveClient } from './curveKeys.ts'
import type { Parts } from './envelope.ts'
import { MAX_PART_BYTES } from './protocol.ts'
import { serialSend } from './serialSend.ts'
import { type ClientWatch, watchClientHandshakes } from './watchHandshakes.ts'

/** A worker's end of the conversation. It reconnects by itself, for ever; what is sent meanwhile is refused. */
export type JobClientSocket = AsyncDisposable & {
  readonly incoming: AsyncIterable<Parts>
  /** Resolves to false when there is no server. The parts must not be written to again. */
  send(parts: Parts): Promise<boolean>
}

export type JobClientOptions = {
  readonly host: string
  readonly port: number
  /** For a server that encrypts. */
  readonly curve?: CurveClient | undefined
  /** Where it is said why the server does not let this worker in. */
  readonly watch?: ClientWatch
}

/** Starts connecting to a server. Names are looked up again at each attempt. */
export function openJobClientSocket({ host, port, curve, watch }: JobClientOptions): JobClientSocket {
  const dealer = new Dealer({
    ...curve,
    linger: 0,
    sendTimeout: 0,
    // without a connection a message is refused rather than kept for later, when it would be stale
    immediate: true,
    sendHighWaterMark: 16,
    receiveHighWaterMark: 16,
    maxMessageSize: MAX_PART_BYTES,
    reconnectInterval: 100,
    heartbeatInterval: 300,
    heartbeatTimeout: 900,
    // what answers there and says nothing is no server: another program may have the port
    handshakeInterval: 2000,
  })
  const server = `The server at ${host}:${port}`
  if (watch) watchClientHandshakes(dealer, { ...watch, server, isCurve: curve !== undefined })
  dealer.connect(`tcp://${host}:${port}`)
  const sendParts = serialSend(dealer)
  return {
    incoming: dealer,
    async send(parts) {
      return !dealer.closed && (await sendParts(parts)) === undefined
    },
    async [Symbol.asyncDispose]() {
      dealer.close()
    },
  }
}
