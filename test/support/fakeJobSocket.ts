import { Channel } from '#flow/channel.ts'
import { decodeServerMessage, type ServerMessage } from '#wire/fromServer.ts'
import { encodeWorkerMessage, type WorkerMessage } from '#wire/fromWorker.ts'
import type { Incoming, JobServerSocket } from '#wire/jobServerSocket.ts'

/** The server's end of a network on which a test plays all the workers. */
export type FakeJobSocket = JobServerSocket & {
  /** A worker says something. */
  say(from: string, message: WorkerMessage): Promise<void>
  /** Raw bytes arrive. */
  sayBytes(from: string, parts: readonly Uint8Array[]): Promise<void>
  /** What the server has told a worker since the last call. */
  heard(by: string): ServerMessage[]
  /** The worker's connection breaks. */
  hangUp(peer: string): void
}

export function fakeJobSocket(): FakeJobSocket {
  const incoming = new Channel<Incoming>({ capacity: 1000, onFull: 'wait' })
  const told = new Map<string, ServerMessage[]>()
  const gone = new Set<string>()
  const listeners: (() => void)[] = []
  return {
    incoming,
    async send(to, parts) {
      if (gone.has(to)) return false
      told.set(to, [...(told.get(to) ?? []), decodeServerMessage(parts)])
      return true
    },
    onDisconnect: (listener) => listeners.push(listener),
    async say(from, message) {
      await incoming.send({ from, parts: encodeWorkerMessage(message) })
    },
    async sayBytes(from, parts) {
      await incoming.send({ from, parts })
    },
    heard(by) {
      const messages = told.get(by) ?? []
      told.delete(by)
      return messages
    },
    hangUp(peer) {
      gone.add(peer)
      for (const listener of listeners) listener()
    },
    async [Symbol.asyncDispose]() {
      incoming.close()
    },
  }
}
