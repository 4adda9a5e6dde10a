import { Publisher as PublisherSocket } from 'zeromq'
import { bindOrExplain } from '#wire/bindOrExplain.ts'
import { encodePictureMessage, type PictureMessage } from '#wire/pictureMessage.ts'

/** The output port: whoever subscribes gets every picture from now on, as far as they keep up. */
export type Publisher = AsyncDisposable & {
  /** Publishes one picture and returns the message that went out. Never waits for a subscriber. */
  publish(picture: PictureMessage): Promise<Uint8Array>
}

/** Binds the output port. @throws OperatorError PORT_IN_USE */
export async function openPublisher({ host, port }: { host: string; port: number }): Promise<Publisher> {
  const socket = new PublisherSocket({
    linger: 0,
    // a subscriber that is slower than this is behind by a few pictures, not by seconds
    sendHighWaterMark: 3,
    // no ZMTP heartbeats here: small clients that do not answer them would be cut off; TCP finds the dead ones
    tcpKeepalive: 1,
    tcpKeepaliveIdle: 10,
    tcpKeepaliveInterval: 5,
    tcpKeepaliveCount: 3,
  })
  await bindOrExplain(socket, host, port, '--output-port')
  return {
    async publish(picture) {
      const message = encodePictureMessage(picture)
      await socket.send(message)
      return message
    },
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}
