import type { WebSocket } from 'ws'
import type { PictureBoard } from '#output/pictureBoard.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { SocketEndpoint } from './endpoint.ts'
import { limited } from './sockets.ts'
import { Viewer } from './viewer.ts'

/** The word a viewer answers each picture with. */
const DRAWN = 'drawn'

/** The pictures as they leave, for pages: newest frame wins, and no viewer holds up another. */
export function pictureSocket({ board, drops }: { board: PictureBoard; drops: Drops }): SocketEndpoint {
  return {
    method: 'GET',
    path: '/api/pictures',
    doc: 'WebSocket: each message is msgpack [timestamp, index, jpg]. Answer "drawn" to each; who is slow skips pictures.',
    accept: limited('viewers', (socket) => serve(socket, board, drops)),
  }
}

function serve(socket: WebSocket, board: PictureBoard, drops: Drops): void {
  const viewer = new Viewer({ send: (bytes, onSent) => socket.send(bytes, { binary: true }, onSent) }, drops)
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
