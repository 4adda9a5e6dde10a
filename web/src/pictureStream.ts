import { lastingSocket } from './lastingSocket.ts'
import type { Drawn } from './measure.ts'
import { newest } from './newest.ts'
import { decodePicture } from './pictureMessage.ts'

export type PictureStreamOptions = {
  readonly onDrawn: (drawn: Drawn) => void
  readonly onConnected: (isConnected: boolean) => void
}

/** Where pictures are drawn: the result, and the picture that it was made from if both are wanted. */
export type Canvases = { readonly result: HTMLCanvasElement; readonly input?: HTMLCanvasElement | null }

type Decoded = { readonly timestampMs: number; readonly result: ImageBitmap; readonly input: ImageBitmap | undefined }

/**
 * Draws the server's pictures, the newest one first, and tells the server of each so that it skips what comes too fast.
 * A hidden page is not served. @returns a function that ends it
 */
export function pictureStream({ result, input }: Canvases, { onDrawn, onConnected }: PictureStreamOptions): () => void {
  let close: (() => void) | undefined

  const draw = async (message: ArrayBuffer) => {
    const picture = await decode(message)
    if (!picture) return // the one before stays
    const { width, height } = picture.result
    show(result, picture.result)
    if (picture.input && input) show(input, picture.input)
    else picture.input?.close()
    onDrawn({ timestampMs: picture.timestampMs, widthPx: width, heightPx: height })
  }

  const open = () => {
    let current: WebSocket | undefined
    const offer = newest(draw, () => current?.readyState === WebSocket.OPEN && current.send('drawn'))
    const onMessage = (message: MessageEvent, socket: WebSocket) => {
      current = socket
      if (message.data instanceof ArrayBuffer) offer(message.data)
    }
    return lastingSocket(input ? '/api/pairs' : '/api/pictures', { onMessage, onConnected })
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

/** Gives the bitmap to the canvas, which frees the one before. */
function show(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  const { width, height } = bitmap
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  canvas.getContext('bitmaprenderer', { alpha: false })?.transferFromImageBitmap(bitmap)
}

/** Nothing for a picture that cannot be read. */
async function decode(message: ArrayBuffer): Promise<Decoded | undefined> {
  try {
    const { timestampMs, jpeg, inputJpeg } = decodePicture(message)
    const [result, input] = await bitmapsOf(jpeg, inputJpeg)
    return result && { timestampMs, result, input }
  } catch (error) {
    console.warn('A picture was skipped.', error)
    return undefined
  }
}

/** All of them or, with the others freed, none. */
async function bitmapsOf(...jpegs: (Uint8Array<ArrayBuffer> | undefined)[]): Promise<(ImageBitmap | undefined)[]> {
  const made = await Promise.allSettled(
    jpegs.map((jpeg) => jpeg && createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }))),
  )
  const failure = made.find((each) => each.status === 'rejected')
  const bitmaps = made.map((each) => (each.status === 'fulfilled' ? each.value : undefined))
  if (!failure) return bitmaps
  for (const bitmap of bitmaps) bitmap?.close()
  throw failure.reason
}
