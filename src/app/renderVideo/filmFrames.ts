import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Fitted } from '#video/fitted.ts'
import { type Film, inputOf } from '#video/probe.ts'
import { openRawPictures, type RawPicture, type RawPictures } from '#video/rawPictures.ts'
import type { PixelPool } from '#worker/pixelPool.ts'
import type { FilmFrame } from './filmFrame.ts'
import type { Stretch } from './partsFolder.ts'

export type FilmFramesOptions = {
  readonly film: Film
  readonly fit: Fitted
  readonly pool: PixelPool
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Reading begins so much before what is needed, in seconds: at a picture that needs no other one. */
const BEFORE_S = 10

/**
 * The pictures of a stretch, each exactly once. Where it does not begin at the beginning, the picture before it has to come
 * first, at its time to the microsecond: then the count is right. A file in which that cannot be found is read from its start.
 * @throws OperatorError INPUT_UNREADABLE
 */
export async function* filmFrames(
  stretch: Stretch,
  options: FilmFramesOptions,
): AsyncGenerator<FilmFrame, void, undefined> {
  const { film, fit, signal } = options
  const { widthPx, heightPx } = fit
  let seq = stretch.startSeq
  try {
    for await (const { pixels, atUs } of pictures(stretch, options)) {
      yield { seq: seq++, atUs, stretch, picture: { widthPx, heightPx, count: 1, pixels } }
      if (atUs === stretch.lastUs) return
    }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof OperatorError) throw error
    const what = `Reading ${film.path} failed after ${seq} frames: ${reasonOf(error)}.`
    const remedy = 'Run the same command again to go on. If it fails at the same place, the film is damaged there.'
    throw new OperatorError('INPUT_UNREADABLE', what, remedy, { cause: error })
  }
  if (stretch.lastUs !== undefined) throw changed(film)
}

async function* pictures(stretch: Stretch, options: FilmFramesOptions): AsyncGenerator<RawPicture, void, undefined> {
  const { afterUs } = stretch
  if (afterUs === undefined) {
    await using all = await open([], [], options)
    yield* all
    return
  }
  const from = [`select='gte(pts,${afterUs})'`]
  for (const input of [seekTo(afterUs, options.film), []]) {
    await using some = await open(input, from, options)
    const iterator = some[Symbol.asyncIterator]()
    const { value: before } = await iterator.next()
    if (before) options.pool.release(before.pixels)
    if (before?.atUs !== afterUs) continue
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    return
  }
  throw changed(options.film)
}

function open(seek: readonly string[], from: readonly string[], options: FilmFramesOptions): Promise<RawPictures> {
  const { film, fit, pool, clock, signal } = options
  const input = [...seek, '-i', inputOf(film.path), '-map', `0:${film.track}`]
  const acquire = (bytes: number) => pool.acquire(bytes)
  return openRawPictures({ input, filters: [...from, ...fit.filters], size: fit, acquire, clock, signal })
}

function seekTo(us: number, { startUs }: Film): string[] {
  const seconds = Math.max(0, (us - startUs) / 1e6 - BEFORE_S)
  return seconds > 0 ? ['-noaccurate_seek', '-ss', seconds.toFixed(6)] : []
}

function changed({ path }: Film): OperatorError {
  const what = `${path} does not hold the pictures any more that the finished parts were made of.`
  return new OperatorError('INPUT_UNREADABLE', what, 'Add --overwrite to start anew.')
}
