import { Picture } from './picture.tsx'

/** Nothing but the picture: the audience sees no words and no cursor. */
export function Display() {
  return (
    <main class="display">
      <Picture onDrawn={ignore} onConnected={ignore} />
    </main>
  )
}

function ignore() {}
