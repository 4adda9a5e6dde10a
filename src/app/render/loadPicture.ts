import { readFile, stat } from 'node:fs/promises'
import type { Size } from '#frame/capture.ts'
import { type Pictures, picturesBytes } from '#frame/pictures.ts'
import type { Rgb } from '#source/pngToRgb.ts'
import type { PixelPool } from '#worker/pixelPool.ts'
import { scale } from '#worker/scale.ts'
import { decodePicture } from './decodePicture.ts'
import { ownSize } from './renderSize.ts'
import { resizeNearest } from './resizeNearest.ts'

export type LoadOptions = {
  readonly pool: PixelPool
  /** Asked for by the operator: every picture is scaled to it, smoothly. Otherwise each keeps its own, cut to a multiple of 8. */
  readonly size: Size | undefined
}

const MAX_FILE_BYTES = 2 ** 30

/**
 * Reads, decodes and scales one picture.
 * @returns a batch of one, on a buffer of the pool
 * @throws Error in words
 */
export async function loadPicture(path: string, { pool, size }: LoadOptions): Promise<Pictures> {
  const picture = await decodePicture(await contentOf(path))
  const to = size ?? ownSize(picture)
  const pixels = pool.acquire(picturesBytes(to, 1))
  if (size) await scaleTo(picture, pixels, to)
  else resizeNearest(picture.pixels, picture, pixels, to)
  return { ...to, count: 1, pixels }
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    const file = await stat(path)
    // a named pipe would never end
    if (!file.isFile()) throw new Error('it is not a file')
    if (file.size > MAX_FILE_BYTES) throw new Error('the file is larger than 1 GB')
    return await readFile(path)
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? '']
    throw reason ? new Error(reason, { cause: error }) : error
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the file has gone',
  EACCES: 'the file may not be read by this user',
  EPERM: 'the file may not be read by this user',
}

function scaleTo(picture: Rgb, output: Uint8Array, to: Size): Promise<void> {
  const { widthPx, heightPx, pixels } = picture
  const geometry = { from: { leftPx: 0, topPx: 0, widthPx, heightPx }, to, mirror: false, isIdentity: false }
  return scale(pixels, picture, geometry, output)
}
