import sharp from 'sharp'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Pictures } from '#frame/pictures.ts'
import { JpegEncoder } from '#video/jpeg.ts'
import type { PixelPool } from '#worker/pixelPool.ts'
import type { Loaded } from './loadBlock.ts'
import type { PaintedBlock } from './paintBlock.ts'
import { failureOf, type Outcome } from './task.ts'
import { writeWhole } from './writeWhole.ts'

export type WriteOptions = { readonly pool: PixelPool; readonly jpegQuality: number }

/**
 * Third stage: pixels to files, all pictures of a block at once; the extension decides which kind. Gives the pixels back
 * to the pool. Rejects only for what the next picture would meet as well, such as a full disk.
 */
export function blockWriter({ pool, jpegQuality }: WriteOptions): (block: PaintedBlock) => Promise<Outcome[]> {
  const jpegs = new JpegEncoder()

  return async ({ painted, failures }) => {
    const written = await Promise.all(painted.map(write))
    return [...failures, ...written].sort((a, b) => a.task.seq - b.task.seq)
  }

  async function write({ task, picture }: Loaded): Promise<Outcome> {
    try {
      const isPng = /\.png$/i.test(task.to)
      const bytes = isPng ? await pngOf(picture) : await jpegs.encode(picture.pixels, picture, jpegQuality)
      await writeWhole(task.to, bytes)
      return { task, isDone: true }
    } catch (error) {
      if (error instanceof OperatorError) throw error
      return failureOf(task, reasonOf(error))
    } finally {
      pool.release(picture.pixels)
    }
  }
}

/** 8 bits a channel, RGB, without loss; on libuv's threads. */
function pngOf({ widthPx, heightPx, pixels }: Pictures): Promise<Uint8Array> {
  const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength)
  const raw = { width: widthPx, height: heightPx, channels: 3 } as const
  return sharp(bytes, { raw, limitInputPixels: false }).png({ compressionLevel: 6 }).toBuffer()
}
