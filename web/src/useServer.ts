import { useEffect, useState } from 'preact/hooks'
import { lastingSocket } from './lastingSocket.ts'
import type { ServerEvent, Settings, Status } from './server.ts'

/** What the server has told this page. */
export type Server = {
  readonly isConnected: boolean
  readonly settings: Settings | undefined
  readonly status: Status | undefined
  /** How far the page's clock is ahead of the server's, in ms; includes the way of one message. */
  readonly clockAheadMs: number
}

const nothingYet: Server = { isConnected: false, settings: undefined, status: undefined, clockAheadMs: 0 }

/** Follows the server's events. */
export function useServer(): Server {
  const [server, setServer] = useState(nothingYet)
  useEffect(
    () =>
      lastingSocket('/api/events', {
        onConnected: (isConnected) => setServer((before) => ({ ...before, isConnected })),
        onMessage: ({ data }) => setServer((before) => ({ ...before, ...learn(JSON.parse(data)) })),
      }),
    [],
  )
  return server
}

function learn(event: ServerEvent): Partial<Server> {
  if (event.type === 'settings') return { settings: event.settings }
  if (event.type === 'status') return { status: event.status, clockAheadMs: Date.now() - event.atMs }
  return {}
}
