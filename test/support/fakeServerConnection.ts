import { Channel } from '#flow/channel.ts'
import type { Parts } from '#wire/envelope.ts'
import { encodeServerMessage, type ServerMessage } from '#wire/fromServer.ts'
import { decodeWorkerMessage, type WorkerMessage } from '#wire/fromWorker.ts'
import type { JobClientSocket } from '#wire/jobClientSocket.ts'

/** A worker's end of a network on which a test plays the server. */
export type FakeServerConnection = JobClientSocket & {
  /** Without it everything that is sent is refused. */
  isConnected: boolean
  say(message: ServerMessage): Promise<void>
  /** Raw bytes arrive. */
  sayBytes(parts: Parts): Promise<void>
  /** What the worker has said since the last call. */
  heard(): WorkerMessage[]
}

export function fakeServerConnection(): FakeServerConnection {
  const incoming = new Channel<Parts>({ capacity: 100, onFull: 'wait' })
  let said: WorkerMessage[] = []
  return {
    isConnected: true,
    incoming,
    async send(parts) {
      if (!this.isConnected) return false
      said.push(decodeWorkerMessage(parts))
      return true
    },
    async say(message) {
      await incoming.send(encodeServerMessage(message))
    },
    async sayBytes(parts) {
      await incoming.send(parts)
    },
    heard() {
      const all = said
      said = []
      return all
    },
    async [Symbol.asyncDispose]() {
      incoming.close()
    },
  }
}
