import type { Size } from './capture.ts'

/**
 * Decoded pictures of one size, one after the other: 8-bit RGB, [count, heightPx, widthPx, 3].
 * `pixels` lies on a SharedArrayBuffer, so that a worker thread can transform it without a copy.
 * Its buffer belongs to whoever acquired it from the pool; engines may write into it.
 */
export type Pictures = Size & {
  readonly count: number
  readonly pixels: Uint8Array<SharedArrayBuffer>
}

/** Number of bytes of `count` RGB pictures of a size. */
export function picturesBytes({ widthPx, heightPx }: Size, count: number): number {
  return widthPx * heightPx * 3 * count
}

/** The bytes of picture `i`, shared with the batch. */
export function pictureAt(pictures: Pictures, i: number): Uint8Array<SharedArrayBuffer> {
  const bytes = picturesBytes(pictures, 1)
  return pictures.pixels.subarray(i * bytes, (i + 1) * bytes)
}
