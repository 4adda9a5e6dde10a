import type { FastifyRequest } from 'fastify'
import type { WebSocket, WebSocketServer } from 'ws'
import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { pathOf } from './endpoint.ts'

const MAX_EACH = 64
const PING_EVERY_MS = 10_000
const CLOSE_WITHIN_MS = 150

/** Close codes of RFC 6455 and its registry. */
const GOING_AWAY = 1001
const TRY_AGAIN_LATER = 1013

/** Lets at most 64 sockets in at a time and tells the others why not. @param what how people call them, in the plural */
export function limited(what: string, accept: (socket: WebSocket) => void) {
  let connected = 0
  return (socket: WebSocket, _request: FastifyRequest): void => {
    if (connected >= MAX_EACH) return socket.close(TRY_AGAIN_LATER, `${MAX_EACH} ${what} are connected already`)
    connected++
    socket.on('close', () => connected--)
    accept(socket)
  }
}

/** What a request gets that asks for a socket's address without wanting a socket. @throws OperatorError always */
export function refusePlainRequest(request: FastifyRequest): never {
  const message = `${pathOf(request)} speaks WebSocket only.`
  throw new OperatorError('REQUEST_UNREADABLE', message, 'Connect with a WebSocket client: ws://HOST:PORT, same path.')
}

/** Asks every peer for a sign of life now and then, and lets go of those that gave none, until `signal` aborts. */
export async function watchPeers(server: WebSocketServer, clock: Clock, signal: AbortSignal): Promise<void> {
  const asked = new WeakSet<WebSocket>()
  while (!signal.aborted) {
    for (const socket of server.clients) {
      if (asked.has(socket)) {
        socket.terminate()
        continue
      }
      asked.add(socket)
      socket.once('pong', () => asked.delete(socket))
      socket.ping()
    }
    await clock.until(clock.now() + PING_EVERY_MS, signal)
  }
}

/** Says goodbye to every peer and does not wait long for an answer. */
export async function closePeers(server: WebSocketServer, clock: Clock): Promise<void> {
  const sockets = [...server.clients]
  server.close()
  if (sockets.length === 0) return
  const allClosed = Promise.all(sockets.map((socket) => new Promise((done) => socket.once('close', done))))
  for (const socket of sockets) socket.close(GOING_AWAY, 'the server stops')
  const enough = new AbortController()
  await Promise.race([allClosed, clock.until(clock.now() + CLOSE_WITHIN_MS, enough.signal)])
  enough.abort()
  for (const socket of sockets) socket.terminate()
}
