import type { WebSocket } from 'ws'
import type { Drops } from '#telemetry/drops.ts'
import type { SocketEndpoint } from './endpoint.ts'
import type { ControlEvent, Events } from './events.ts'
import { limited } from './sockets.ts'

// some hundred events: who is that far behind is better off to connect again and get everything fresh
const MAX_BEHIND_BYTES = 1_000_000
const TOO_SLOW = 1013

/** Changes of settings and the status, as JSON text messages. */
export function eventSocket({ events, drops }: { events: Events; drops: Drops }): SocketEndpoint {
  const textOf = writer()
  return {
    method: 'GET',
    path: '/api/events',
    doc: 'WebSocket: JSON messages, "settings" and "cues" at first and after every change, "status" once a second.',
    accept: limited('listeners', (socket) => serve(socket, { events, drops, textOf })),
  }
}

type Serving = {
  readonly events: Events
  readonly drops: Drops
  readonly textOf: (event: ControlEvent) => string
}

/** The text of an event, made once for all who listen. */
function writer(): (event: ControlEvent) => string {
  const texts = new WeakMap<ControlEvent, string>()
  return (event) => {
    const text = texts.get(event) ?? JSON.stringify(event)
    texts.set(event, text)
    return text
  }
}

function serve(socket: WebSocket, { events, drops, textOf }: Serving): void {
  socket.on('message', () => drops.count('viewer', 'unreadable message'))
  const stop = events.listen((event) => {
    if (socket.bufferedAmount > MAX_BEHIND_BYTES) socket.close(TOO_SLOW, 'too slow for the events')
    else socket.send(textOf(event))
  })
  socket.on('close', stop)
}
