import { useEffect, useRef } from 'preact/hooks'
import { type PictureStreamOptions, pictureStream } from './pictureStream.ts'

/** The live picture, as large as its place allows. The callbacks must stay the same ones. */
export function Picture({ onDrawn, onConnected }: PictureStreamOptions) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(
    () => (canvas.current ? pictureStream(canvas.current, { onDrawn, onConnected }) : undefined),
    [onDrawn, onConnected],
  )
  return <canvas ref={canvas} class="picture" width={16} height={9} aria-label="The live picture" />
}
