import turbo from '@julusian/jpeg-turbo'
import type { Size } from '#frame/capture.ts'

const RGB = { format: turbo.FORMAT_RGB }
const BGRA = { format: turbo.FORMAT_BGRA }

/**
 * Decodes a JPEG into `pixels`, on libuv's threads.
 * @param pixels exactly widthPx * heightPx * 3 bytes for 8-bit RGB, * 4 for BGRA with an alpha of 255
 * @throws Error in words if it cannot be decoded or has another size than its header promised
 */
export async function decodeJpeg(jpeg: Uint8Array, pixels: Uint8Array, { widthPx, heightPx }: Size): Promise<void> {
  const form = pixels.length === widthPx * heightPx * 4 ? BGRA : RGB
  const decoded = await turbo.decompress(bufferOf(jpeg), bufferOf(pixels), form).catch((cause: unknown) => {
    // the library's own text is always 'No error'
    throw new Error('the picture is damaged and cannot be decoded', { cause })
  })
  if (decoded.width === widthPx && decoded.height === heightPx) return
  throw new Error(`the picture has ${decoded.width}x${decoded.height} pixels, not ${widthPx}x${heightPx}`)
}

/** Encodes 8-bit RGB as a JPEG with 4:2:0 chroma, on libuv's threads, with scratch memory that is used again. */
export class JpegEncoder {
  #scratch: Buffer[] = []

  /** @returns a new buffer of the JPEG's own size, which nobody else holds */
  async encode(pixels: Uint8Array, { widthPx, heightPx }: Size, quality: number): Promise<Uint8Array> {
    const options = { ...RGB, width: widthPx, height: heightPx, subsampling: turbo.SAMP_420, quality }
    const scratch = this.#takeScratch(turbo.bufferSize(options))
    const jpeg = await turbo.compress(bufferOf(pixels), scratch, options)
    const own = Uint8Array.prototype.slice.call(jpeg)
    this.#scratch.push(scratch)
    return own
  }

  #takeScratch(bytes: number): Buffer {
    this.#scratch = this.#scratch.filter((scratch) => scratch.length === bytes)
    return this.#scratch.pop() ?? Buffer.allocUnsafeSlow(bytes)
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
