import { decode, encode } from '@msgpack/msgpack'
import type { WebSocket } from 'ws'
import type { PictureBoard, Published } from '#output/pictureBoard.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { SocketEndpoint } from './endpoint.ts'
import { limited } from './sockets.ts'
import { Viewer } from './viewer.ts'

/** The word a viewer answers each picture with. */
const DRAWN = 'drawn'

type PictureSocketOptions = { readonly board: PictureBoard; readonly drops: Drops }

/** The pictures as they leave, for pages: newest frame wins, and no viewer holds up another. */
export function pictureSocket({ board, drops }: PictureSocketOptions): SocketEndpoint {
  return {
    method: 'GET',
    path: '/api/pictures',
    doc: 'WebSocket: each message is msgpack [timestamp, index, jpg]. Answer "drawn" to each; who is slow skips pictures.',
    accept: limited('viewers', (socket) => serve(socket, board, drops, ({ message }) => message)),
  }
}

/** The same with the input of each picture, to see both side by side. */
export function pairSocket({ board, drops }: PictureSocketOptions): SocketEndpoint {
  // made once for all who watch
  const made = new WeakMap<Published, Uint8Array>()
  const messageOf = (picture: Published) => {
    const message = made.get(picture) ?? pairOf(picture)
    made.set(picture, message)
    return message
  }
  return {
    method: 'GET',
    path: '/api/pairs',
    doc: 'WebSocket: each message is msgpack [timestamp, index, jpg, input jpg]; otherwise like /api/pictures.',
    accept: limited('viewers of pairs', (socket) => serve(socket, board, drops, messageOf)),
  }
}

function serve(
  socket: WebSocket,
  board: PictureBoard,
  drops: Drops,
  messageOf: (picture: Published) => Uint8Array,
): void {
  const send = (picture: Published, onSent: () => void) => socket.send(messageOf(picture), { binary: true }, onSent)
  const viewer = new Viewer({ send }, drops)
  socket.on('message', (message, isBinary) => {
    if (!isBinary && message.toString() === DRAWN) viewer.acknowledge()
    else drops.count('viewer', 'unreadable message')
  })
  socket.on(
    'close',
    board.onPicture((picture) => viewer.offer(picture)),
  )
  if (board.newest) viewer.offer(board.newest)
}

function pairOf({ message, input }: Published): Uint8Array {
  return encode([...(decode(message) as [number, number, Uint8Array]), input])
}
