import type { Engine } from '#engine/engine.ts'
import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { plainLooks } from '#frame/look.ts'
import type { Pictures } from '#frame/pictures.ts'
import { blend } from './blend.ts'
import type { PixelPool } from './pixelPool.ts'
import type { Decoded, Painted } from './work.ts'

export type TransformOptions = {
  readonly engine: Engine
  readonly pool: PixelPool
  readonly clock: Clock
  /** Called when a job has left the engine: there is room for another one. */
  readonly onDone: () => void
}

/** Second stage: the engine, and the mix of input and result. A failure becomes part of the value. */
export function transformer({ engine, pool, clock, onDone }: TransformOptions): (work: Decoded) => Promise<Painted> {
  return async (work) => {
    const startMono = clock.now()
    try {
      const pictures = await paint(work)
      return { ...work, pictures, transformMs: clock.now() - startMono }
    } catch (error) {
      return { ...work, transformMs: clock.now() - startMono, fault: reasonOf(error) }
    } finally {
      onDone()
    }
  }

  async function paint({ pictures, job: { parameters, frames, looks } }: Decoded): Promise<Pictures> {
    const { opacity, passthrough } = parameters
    if (passthrough || opacity === 0) return pictures
    const input = opacity < 1 ? copyOf(pictures) : undefined
    try {
      const seqs = frames.map((frame) => frame.seq)
      const painted = await engine.transform({
        pictures,
        parameters,
        looks: looks ?? plainLooks(parameters, frames.length),
        seqs,
      })
      if (painted.pixels.length !== pictures.pixels.length) throw new RangeError('the engine returned another size')
      if (input) blend(painted.pixels, input, opacity)
      return painted
    } finally {
      if (input) pool.release(input)
    }
  }

  function copyOf({ pixels }: Pictures): Uint8Array<SharedArrayBuffer> {
    const copy = pool.acquire(pixels.length)
    copy.set(pixels)
    return copy
  }
}
