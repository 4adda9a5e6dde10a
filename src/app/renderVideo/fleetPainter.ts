import { randomUUID } from 'node:crypto'
import { Dispatcher } from '#dispatch/dispatcher.ts'
import { reasonOf } from '#errors/operatorError.ts'
import { ahead } from '#flow/ahead.ts'
import type { Clock } from '#flow/clock.ts'
import { map } from '#flow/map.ts'
import type { Size } from '#frame/capture.ts'
import { plainLooks } from '#frame/look.ts'
import { picturesBytes } from '#frame/pictures.ts'
import type { Parameters } from '#settings/schema.ts'
import { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import { decodeJpeg, JpegEncoder } from '#video/jpeg.ts'
import type { JobServerSocket } from '#wire/jobServerSocket.ts'
import type { PixelPool } from '#worker/pixelPool.ts'
import { VERSION } from '../version.ts'
import type { FilmFrame, FilmOutcome, FilmPainter } from './filmFrame.ts'
import { type FilmJob, FleetQueue, type FleetResult } from './fleetQueue.ts'
import { inBatches } from './inBatches.ts'

export type FleetOptions = {
  readonly socket: JobServerSocket
  /** Of all pictures. */
  readonly size: Size
  readonly parameters: Parameters
  readonly batchSize: number
  readonly pool: PixelPool
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** What to run on another machine to help. */
  readonly workerCommand: string
}

/** What goes to the workers; what comes back has the quality of the settings. */
const SENT_QUALITY = 98
const MAX_PIXELS = 2 ** 28
/** How often it is looked whether anybody works, in ms; the first time sooner. */
const LOOK_EVERY_MS = 15_000
const FIRST_LOOK_MS = 1000

/**
 * Redraws with all workers that connect, however many come and go meanwhile. Nothing is dropped: frames of a worker that has
 * gone or failed are given to another one, and nothing is ever too old. For one film.
 */
export function fleetPainter(options: FleetOptions): FilmPainter {
  const { socket, pool, clock, log, signal, batchSize, parameters, size } = options
  // a worker scales to this longest side: then there is nothing to scale
  const inThisSize = { ...parameters, resolution: Math.max(size.widthPx, size.heightPx) }
  const jpegs = new JpegEncoder()

  return async function* painted(frames) {
    const over = new AbortController()
    const ending = AbortSignal.any([signal, over.signal])
    const life = { streamId: randomUUID(), version: VERSION, maxAgeMs: Number.POSITIVE_INFINITY, maxPixels: MAX_PIXELS }
    const dispatcher = new Dispatcher({ ...{ socket, clock, log }, signal: ending, drops: new Drops(), ...life })
    const queue = new FleetQueue(ending)
    const filmJobs = ahead(map(inBatches(frames, batchSize), planned), 2)
    void watch(dispatcher, ending, options)
    try {
      const results = dispatcher.transform(queue.jobs(filmJobs))
      yield* ahead(map(queue.inOrder(results), outcomesOf), 2)
      signal.throwIfAborted()
    } finally {
      over.abort()
      await filmJobs.return()
    }
  }

  async function planned(frames: readonly FilmFrame[]): Promise<FilmJob> {
    const now = { capturedAtMs: clock.wallMs(), capturedMono: clock.now(), admittedMono: clock.now() }
    const sent = await Promise.all(frames.map(({ picture }) => jpegs.encode(picture.pixels, picture, SENT_QUALITY)))
    for (const { picture } of frames) pool.release(picture.pixels)
    const jobFrames = frames.map(({ seq }, i) => ({ seq, index: seq, ...size, jpeg: sent[i] as Uint8Array, ...now }))
    const looks = plainLooks(parameters, frames.length)
    const job = { frames: jobFrames, closedMono: clock.now(), parameters: inThisSize, looks }
    return { job, places: frames.map(({ picture: _, ...place }) => place) }
  }

  async function outcomesOf(result: FleetResult): Promise<FilmOutcome[]> {
    const { place } = result
    if ('reason' in result) return [{ ...place, reason: result.reason }]
    const pixels = pool.acquire(picturesBytes(size, 1))
    try {
      await decodeJpeg(result.jpeg, pixels, size)
      return [{ ...place, picture: { ...size, count: 1, pixels } }]
    } catch (error) {
      pool.release(pixels)
      return [{ ...place, reason: reasonOf(error) }]
    }
  }
}

/** Says so when there is nobody who works. */
async function watch(
  dispatcher: Dispatcher,
  over: AbortSignal,
  { clock, log, workerCommand }: FleetOptions,
): Promise<void> {
  await clock.until(clock.now() + FIRST_LOOK_MS, over)
  while (!over.aborted) {
    if (dispatcher.workers.length === 0)
      log.info(`No worker is here; waiting. On this or another machine: ${workerCommand}`)
    await clock.until(clock.now() + LOOK_EVERY_MS, over)
  }
}
