import { Dealer } from 'zeromq'
import type { Parts } from './envelope.ts'
import { MAX_PART_BYTES } from './protocol.ts'
import { serialSend } from './serialSend.ts'

/** A worker's end of the conversation. It reconnects by itself, for ever; what is sent meanwhile is refused. */
export type JobClientSocket = AsyncDisposable & {
  readonly incoming: AsyncIterable<Parts>
  /** Resolves to false when there is no server. The parts must not be written to again. */
  send(parts: Parts): Promise<boolean>
}

/** Starts connecting to a server. Names are looked up again at each attempt. */
export function openJobClientSocket({ host, port }: { host: string; port: number }): JobClientSocket {
  const dealer = new Dealer({
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
  })
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
