import type { WebSocket } from 'ws'
import type { Drops } from '#telemetry/drops.ts'
import type { SocketEndpoint } from './endpoint.ts'
import type { Events } from './events.ts'
import { limited } from './sockets.ts'

// some hundred events: who is that far behind is better off to connect again and get everything fresh
const MAX_BEHIND_BYTES = 1_000_000
const TOO_SLOW = 1013

/** Changes of settings and the status, as JSON text messages. */
export function eventSocket({ events, drops }: { events: Events; drops: Drops }): SocketEndpoint {
  return {
    method: 'GET',
    path: '/api/events',
    doc: 'WebSocket: JSON messages, a "settings" event at first and after every change, a "status" event once a second.',
    accept: limited('listeners', (socket) => serve(socket, events, drops)),
  }
}

function serve(socket: WebSocket, events: Events, drops: Drops): void {
  socket.on('message', () => drops.count('viewer', 'unreadable message'))
  const stop = events.listen((event) => {
    if (socket.bufferedAmount > MAX_BEHIND_BYTES) socket.close(TOO_SLOW, 'too slow for the events')
    else socket.send(JSON.stringify(event))
  })
  socket.on('close', stop)
}
