import { useEffect, useRef } from 'preact/hooks'
import { type PictureStreamOptions, pictureStream } from './pictureStream.ts'

export type PictureProps = PictureStreamOptions & {
  /** Whether the input is shown too, over the left part of the result. */
  readonly isSplit?: boolean
  readonly isMirrored?: boolean
}

/** The live picture, as large as its place allows. The callbacks must stay the same ones. */
export function Picture({ onDrawn, onConnected, isSplit = false, isMirrored = false }: PictureProps) {
  const result = useRef<HTMLCanvasElement>(null)
  const input = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const canvases = result.current && { result: result.current, input: isSplit ? input.current : null }
    return canvases ? pictureStream(canvases, { onDrawn, onConnected }) : undefined
  }, [onDrawn, onConnected, isSplit])
  return (
    <>
      <canvas ref={result} class="picture" width={16} height={9} role="img" aria-label="The live picture" />
      {isSplit && (
        <div class="inputSide">
          <canvas
            ref={input}
            class={`input ${isMirrored ? 'mirrored' : ''}`}
            width={16}
            height={9}
            role="img"
            aria-label="The input"
          />
        </div>
      )}
    </>
  )
}
