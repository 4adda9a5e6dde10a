import { useEffect } from 'preact/hooks'
import { Picture } from './picture.tsx'
import { stayAwake } from './stayAwake.ts'

/** Nothing but the picture: the audience sees no words and no cursor, and the screen does not go to sleep. */
export function Display() {
  useEffect(stayAwake, [])
  return (
    <main class="display">
      <Picture onDrawn={ignore} onConnected={ignore} />
    </main>
  )
}

function ignore() {}
