const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 4000

export type LastingSocketOptions = {
  readonly onMessage: (message: MessageEvent, socket: WebSocket) => void
  readonly onConnected: (isConnected: boolean) => void
}

/** A WebSocket that comes back by itself, a little later each time. @returns a function that ends it */
export function lastingSocket(path: string, { onMessage, onConnected }: LastingSocketOptions): () => void {
  const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`
  let waitMs = FIRST_WAIT_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let socket: WebSocket

  const connect = () => {
    socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    socket.onmessage = (message) => {
      waitMs = FIRST_WAIT_MS // not at `open`: a server that is full opens and closes at once
      onMessage(message, socket)
    }
    socket.onopen = () => onConnected(true)
    socket.onclose = () => {
      onConnected(false)
      timer = setTimeout(connect, waitMs * (0.8 + Math.random() * 0.4))
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    }
  }

  connect()
  return () => {
    clearTimeout(timer)
    socket.onclose = null
    socket.onmessage = null
    socket.close()
  }
}
