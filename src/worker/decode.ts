import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Size } from '#frame/capture.ts'
import { jpegHeader } from '#frame/jpegHeader.ts'
import { type Pictures, pictureAt, picturesBytes } from '#frame/pictures.ts'
import { decodeJpeg } from '#video/jpeg.ts'
import type { JobFrame } from '#wire/job.ts'
import { type Geometry, geometryOf } from './geometry.ts'
import type { PixelPool } from './pixelPool.ts'
import type { Arrived, Decoded } from './work.ts'

export type DecodeOptions = { readonly pool: PixelPool; readonly clock: Clock; readonly maxPixels: number }

/** First stage: JPEGs to pixels of the wanted size, all pictures of a job at once. */
export function decoder({ pool, clock, maxPixels }: DecodeOptions): (work: Arrived) => Promise<Decoded> {
  return async (work) => {
    const startMono = clock.now()
    const { frames, parameters } = work.job
    const size = { widthPx: frames[0].widthPx, heightPx: frames[0].heightPx }
    const geometry = geometryOf(size, frames[0].crop, parameters.resolution, parameters.mirror)
    const pictures = blank(geometry.to, frames.length, pool)
    const reasons = await Promise.all(
      frames.map((frame, i) => attempt(() => decodeOne(frame, size, geometry, pictureAt(pictures, i)))),
    )
    const damaged = new Map(reasons.flatMap((reason, i) => (reason === undefined ? [] : [[i, reason]])))
    return { ...work, pictures, damaged, decodeMs: clock.now() - startMono }
  }

  async function decodeOne(frame: JobFrame, size: Size, geometry: Geometry, output: Uint8Array): Promise<void> {
    const header = jpegHeader(frame.jpeg, maxPixels)
    if (!header.ok) throw new Error(`the picture ${header.reason}`)
    if (geometry.isIdentity) return decodeJpeg(frame.jpeg, output, size)
    const whole = pool.acquire(picturesBytes(size, 1))
    try {
      await decodeJpeg(frame.jpeg, whole, size)
      // loaded when a picture first needs it: it takes a while, and many shows never do
      const { scale } = await import('./scale.ts')
      await scale(whole, size, geometry, output)
    } finally {
      pool.release(whole)
    }
  }
}

function blank(size: Size, count: number, pool: PixelPool): Pictures {
  return { ...size, count, pixels: pool.acquire(picturesBytes(size, count)) }
}

async function attempt(action: () => Promise<void>): Promise<string | undefined> {
  try {
    await action()
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}
