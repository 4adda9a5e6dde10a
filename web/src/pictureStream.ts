import { lastingSocket } from './lastingSocket.ts'
import { newest } from './newest.ts'
import { decodePicture } from './pictureMessage.ts'

/** A picture that has just been drawn. */
export type Drawn = { readonly timestampMs: number; readonly widthPx: number; readonly heightPx: number }

export type PictureStreamOptions = {
  readonly onDrawn: (drawn: Drawn) => void
  readonly onConnected: (isConnected: boolean) => void
}

/**
 * Draws the server's pictures on a canvas, the newest one first, and tells the server of each so that it skips what comes
 * too fast. A hidden page is not served. @returns a function that ends it
 */
export function pictureStream(canvas: HTMLCanvasElement, { onDrawn, onConnected }: PictureStreamOptions): () => void {
  const context = canvas.getContext('bitmaprenderer', { alpha: false })
  let close: (() => void) | undefined

  const draw = async (message: ArrayBuffer) => {
    const picture = await decode(message)
    if (!picture) return // the one before stays
    const { bitmap, timestampMs } = picture
    const { width, height } = bitmap
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    context?.transferFromImageBitmap(bitmap)
    onDrawn({ timestampMs, widthPx: width, heightPx: height })
  }

  const open = () => {
    let current: WebSocket | undefined
    const offer = newest(draw, () => current?.readyState === WebSocket.OPEN && current.send('drawn'))
    const onMessage = (message: MessageEvent, socket: WebSocket) => {
      current = socket
      if (message.data instanceof ArrayBuffer) offer(message.data)
    }
    return lastingSocket('/api/pictures', { onMessage, onConnected })
  }

  const followVisibility = () => {
    if (document.hidden) close?.()
    close = document.hidden ? undefined : (close ?? open())
  }

  followVisibility()
  document.addEventListener('visibilitychange', followVisibility)
  return () => {
    document.removeEventListener('visibilitychange', followVisibility)
    close?.()
  }
}

/** Nothing for a picture that cannot be read. */
async function decode(message: ArrayBuffer): Promise<{ bitmap: ImageBitmap; timestampMs: number } | undefined> {
  try {
    const { timestampMs, jpeg } = decodePicture(message)
    return { timestampMs, bitmap: await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' })) }
  } catch (error) {
    console.warn('A picture was skipped.', error)
    return undefined
  }
}
