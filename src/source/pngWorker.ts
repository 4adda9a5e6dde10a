import { parentPort } from 'node:worker_threads'
import turbo from '@julusian/jpeg-turbo'
import { reasonOf } from '#errors/operatorError.ts'
import { pngToRgb } from './pngToRgb.ts'

/** To the worker thread: a PNG. Back from it: a JPEG, or why there is none. */
export type PngRequest = { readonly id: number; readonly png: Uint8Array }
export type PngReply = { readonly id: number; readonly jpeg?: Uint8Array; readonly failure?: string }

parentPort?.on('message', ({ id, png }: PngRequest) => {
  parentPort?.postMessage(reply(id, png))
})

function reply(id: number, png: Uint8Array): PngReply {
  try {
    const { widthPx: width, heightPx: height, pixels } = pngToRgb(png)
    const raw = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength)
    // a copy, since the encoder's own buffer is many times as large as what is in it
    const jpeg = turbo.compressSync(raw, {
      width,
      height,
      format: turbo.FORMAT_RGB,
      subsampling: turbo.SAMP_444,
      quality: 95,
    })
    return { id, jpeg: new Uint8Array(jpeg) }
  } catch (error) {
    return { id, failure: reasonOf(error) }
  }
}
