import { Publisher as PublisherSocket } from 'zeromq'
import type { Admission } from '#wire/admission.ts'
import { bindOrExplain } from '#wire/bindOrExplain.ts'
import { encodePictureMessage, type PictureMessage } from '#wire/pictureMessage.ts'
import { watchServerHandshakes } from '#wire/watchHandshakes.ts'

/** The output port: whoever subscribes gets every picture from now on, as far as they keep up. */
export type Publisher = AsyncDisposable & {
  /** Publishes one picture and returns the message that went out. Never waits for a subscriber. */
  publish(picture: PictureMessage): Promise<Uint8Array>
}

export type PublisherOptions = {
  readonly host: string
  readonly port: number
  /** Encrypts, and lets in known viewers only. */
  readonly admission?: Admission | undefined
}

/** Binds the output port. @throws OperatorError PORT_IN_USE */
export async function openPublisher({ host, port, admission }: PublisherOptions): Promise<Publisher> {
  const socket = new PublisherSocket({
    ...admission?.curve,
    linger: 0,
    // a subscriber that is slower than this is behind by a few pictures, not by seconds
    sendHighWaterMark: 3,
    // no ZMTP heartbeats here: small clients that do not answer them would be cut off; TCP finds the dead ones
    tcpKeepalive: 1,
    tcpKeepaliveIdle: 10,
    tcpKeepaliveInterval: 5,
    tcpKeepaliveCount: 3,
  })
  if (admission) watchServerHandshakes(socket, port, admission)
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
