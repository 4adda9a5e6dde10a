import { Router } from 'zeromq'
import type { Admission } from './admission.ts'
import { bindOrExplain } from './bindOrExplain.ts'
import type { Parts } from './envelope.ts'
import { MAX_PART_BYTES } from './protocol.ts'
import { serialSend } from './serialSend.ts'
import { watchServerHandshakes } from './watchHandshakes.ts'

/** Bytes from a peer; `from` stands for its connection and is new after every reconnect. */
export type Incoming = { readonly from: string; readonly parts: Parts }

/** The server's end of the conversation with workers. */
export type JobServerSocket = AsyncDisposable & {
  readonly incoming: AsyncIterable<Incoming>
  /** Resolves to false when the peer has gone or takes nothing any more. The parts must not be written to again. */
  send(to: string, parts: Parts): Promise<boolean>
  /** Some connection has ended; which one shows when sending to it. */
  onDisconnect(listener: () => void): void
}

export type JobServerOptions = {
  readonly host: string
  readonly port: number
  /** Encrypts, and lets in known workers only. */
  readonly admission?: Admission | undefined
}

/** Binds the port that workers connect to. @throws OperatorError PORT_IN_USE */
export async function openJobServerSocket({ host, port, admission }: JobServerOptions): Promise<JobServerSocket> {
  const router = new Router({
    ...admission?.curve,
    mandatory: true,
    linger: 0,
    sendTimeout: 0,
    // each worker has two or three jobs outstanding; a hundred messages are only reached by one that has stopped reading
    sendHighWaterMark: 100,
    receiveHighWaterMark: 100,
    maxMessageSize: MAX_PART_BYTES,
    heartbeatInterval: 300,
    heartbeatTimeout: 900,
  })
  if (admission) watchServerHandshakes(router, port, admission)
  await bindOrExplain(router, host, port, '--job-port')
  const sendParts = serialSend(router)
  return {
    incoming: read(router),
    async send(to, parts) {
      if (router.closed) return false
      return (await sendParts([Buffer.from(to, 'hex'), ...parts])) === undefined
    },
    onDisconnect(listener) {
      router.events.on('disconnect', listener)
    },
    async [Symbol.asyncDispose]() {
      router.close()
    },
  }
}

async function* read(router: Router): AsyncGenerator<Incoming, void, undefined> {
  for await (const [identity, ...parts] of router) yield { from: identity.toString('hex'), parts }
}
