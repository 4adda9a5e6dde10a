import turbo from '@julusian/jpeg-turbo'
import type { Frame } from '#frame/frame.ts'
import type { Transformed } from '#frame/transformed.ts'

/** A JPEG of one grey, 16x16 unless said otherwise. */
export function aJpeg({ widthPx = 16, heightPx = 16, grey = 128 } = {}): Uint8Array {
  const pixels = Buffer.alloc(widthPx * heightPx * 3, grey)
  const options = {
    format: turbo.FORMAT_RGB,
    width: widthPx,
    height: heightPx,
    subsampling: turbo.SAMP_420,
    quality: 90,
  }
  return turbo.compressSync(pixels, options)
}

const jpeg = aJpeg()

/** A frame captured at `seq` × 33 ms. */
export function aFrame(changes: Partial<Frame> & { seq: number }): Frame {
  const capturedMono = changes.capturedMono ?? changes.seq * 33
  return {
    jpeg,
    widthPx: 16,
    heightPx: 16,
    index: changes.seq,
    capturedMono,
    capturedAtMs: 1_700_000_000_000 + Math.round(capturedMono),
    admittedMono: capturedMono,
    ...changes,
  }
}

/** A frame that a worker has transformed. */
export function aDone(frame: Frame): Extract<Transformed, { type: 'done' }> {
  const work = { waitMs: 0, decodeMs: 1, transformMs: 1, encodeMs: 1 }
  const { admittedMono: closedMono } = frame
  const handling = { workerId: 'ada', closedMono, sentMono: closedMono, receivedMono: closedMono, work }
  return { type: 'done', frame, jpeg: frame.jpeg, handling }
}
