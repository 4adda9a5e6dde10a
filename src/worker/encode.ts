import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { pictureAt } from '#frame/pictures.ts'
import { JpegEncoder } from '#video/jpeg.ts'
import type { JobResult, Outcome } from '#wire/result.ts'
import type { PixelPool } from './pixelPool.ts'
import type { Painted } from './work.ts'

/** Third stage: pixels to JPEGs, all pictures of a job at once. Gives the pixels back to the pool. */
export function encoder({ pool, clock }: { pool: PixelPool; clock: Clock }): (work: Painted) => Promise<JobResult> {
  const jpegs = new JpegEncoder()

  return async (work) => {
    const startMono = clock.now()
    const outcomes = await Promise.all(work.job.frames.map((_, i) => outcomeOf(work, i)))
    pool.release(work.pictures.pixels)
    const { arrivedMono, decodeMs, transformMs } = work
    const encodeMs = clock.now() - startMono
    const waitMs = Math.max(0, clock.now() - arrivedMono - decodeMs - transformMs - encodeMs)
    const { streamId, jobId, protocol } = work.job
    return { type: 'result', protocol, streamId, jobId, outcomes, times: { waitMs, decodeMs, transformMs, encodeMs } }
  }

  async function outcomeOf({ fault, damaged, pictures, job }: Painted, i: number): Promise<Outcome> {
    const damage = damaged.get(i)
    if (damage !== undefined) return { ok: false, fault: 'input', reason: damage }
    if (fault !== undefined) return { ok: false, fault: 'engine', reason: fault }
    try {
      return { ok: true, jpeg: await jpegs.encode(pictureAt(pictures, i), pictures, job.parameters.jpegQuality) }
    } catch (error) {
      return { ok: false, fault: 'engine', reason: `cannot encode: ${reasonOf(error)}` }
    }
  }
}
