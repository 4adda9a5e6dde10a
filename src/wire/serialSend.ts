import type { Parts } from './envelope.ts'

type Sendable = { send(parts: Buffer[] | Uint8Array[]): Promise<void> }

/**
 * The one writer of a socket: messages go out one after the other, in the order of the calls.
 *
 * The socket must have `sendTimeout: 0`, so that a send either is taken by ØMQ at once or rejects: what waits here is at
 * most what was called for in one turn of the event loop.
 * @returns a function that resolves to undefined, or to the error's code when ØMQ did not take the message
 */
export function serialSend(socket: Sendable): (parts: Parts) => Promise<string | undefined> {
  let last: Promise<unknown> = Promise.resolve()
  return (parts) => {
    const sent = last
      .then(() => socket.send([...parts]))
      .then(
        () => undefined,
        (error: { code?: string }) => error.code ?? 'UNKNOWN',
      )
    last = sent
    return sent
  }
}
