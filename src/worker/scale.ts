import sharp from 'sharp'
import type { Size } from '#frame/capture.ts'
import type { Geometry } from './geometry.ts'

// every picture is another one, so nothing is worth remembering, and several are scaled at once already
sharp.cache(false)
sharp.concurrency(1)

/**
 * Crops, scales and mirrors one 8-bit RGB picture, on libuv's threads.
 *
 * Scaling is linear and widens when it shrinks, so that fine detail neither flickers nor aliases from frame to frame.
 *
 * @param input  the whole decoded picture, [heightPx, widthPx, 3]; not changed
 * @param output [geometry.to.heightPx, geometry.to.widthPx, 3]; must not overlap `input`
 */
export async function scale(input: Uint8Array, size: Size, geometry: Geometry, output: Uint8Array): Promise<void> {
  const { from, to, mirror } = geometry
  if (!mirror && from.widthPx === to.widthPx && from.heightPx === to.heightPx)
    return crop(input, size, geometry, output)
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  const raw = { width: size.widthPx, height: size.heightPx, channels: 3 } as const
  const cropped = sharp(bytes, { raw, limitInputPixels: false }).extract({
    left: from.leftPx,
    top: from.topPx,
    width: from.widthPx,
    height: from.heightPx,
  })
  const scaled = cropped.resize(to.widthPx, to.heightPx, { kernel: 'linear', fit: 'fill' }).flop(mirror)
  output.set(await scaled.raw().toBuffer())
}

function crop(input: Uint8Array, { widthPx }: Size, { from }: Geometry, output: Uint8Array): void {
  const rowBytes = from.widthPx * 3
  for (let y = 0; y < from.heightPx; y++) {
    const start = ((from.topPx + y) * widthPx + from.leftPx) * 3
    output.set(input.subarray(start, start + rowBytes), y * rowBytes)
  }
}
