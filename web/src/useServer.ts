import { useEffect, useState } from 'preact/hooks'
import { lastingSocket } from './lastingSocket.ts'
import { reloadIfRebuilt } from './reloadIfRebuilt.ts'
import { learn, nothingYet, type Server, type ServerEvent } from './server.ts'

/** Follows the server's events. @param onEvent is told of each before it shows; must stay the same */
export function useServer(onEvent: (event: ServerEvent) => void): Server {
  const [server, setServer] = useState(nothingYet)
  useEffect(() => {
    let wasConnected = false
    return lastingSocket('/api/events', {
      onConnected(isConnected) {
        setServer((before) => ({ ...before, isConnected }))
        if (isConnected && wasConnected) reloadIfRebuilt()
        wasConnected ||= isConnected
      },
      onMessage({ data }) {
        const event = JSON.parse(data) as ServerEvent
        onEvent(event)
        setServer((before) => ({ ...before, ...learn(event) }))
      },
    })
  }, [onEvent])
  return server
}
