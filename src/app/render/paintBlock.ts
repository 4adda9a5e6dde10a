import type { Engine } from '#engine/engine.ts'
import { type ErrorCode, OperatorError, reasonOf } from '#errors/operatorError.ts'
import { isAbort } from '#flow/isAbort.ts'
import { plainLooks } from '#frame/look.ts'
import { type Pictures, pictureAt } from '#frame/pictures.ts'
import type { Parameters } from '#settings/schema.ts'
import type { PixelPool } from '#worker/pixelPool.ts'
import type { Loaded, LoadedBlock } from './loadBlock.ts'
import { type Failure, failureOf, type Task } from './task.ts'

export type PaintOptions = {
  readonly engine: Engine
  readonly pool: PixelPool
  readonly parameters: Parameters
  readonly signal: AbortSignal
}

/** A block that has been through the engine. `painted` holds only what is wanted. */
export type PaintedBlock = { readonly painted: readonly Loaded[]; readonly failures: readonly Failure[] }

/**
 * Second stage: the engine, with as many neighbours of one size at once as there are. When it fails with several, each is
 * tried by itself, so that one bad picture does not take its neighbours along.
 *
 * @returns a stage that rejects when the signal aborts, without waiting for the engine, and for what would meet every picture
 */
export function blockPainter({ engine, pool, parameters, signal }: PaintOptions) {
  return async ({ loaded, wanted, failures }: LoadedBlock): Promise<PaintedBlock> => {
    const results: (Loaded | Failure)[] = []
    for (const batch of inRunsOfOneSize(loaded)) results.push(...(await paintOrSingle(batch, wanted)))
    return {
      painted: results.filter((result) => 'picture' in result),
      failures: [...failures, ...(results.filter((result) => 'reason' in result) as Failure[])],
    }
  }

  async function paintOrSingle(batch: readonly Loaded[], wanted: ReadonlySet<Task>): Promise<(Loaded | Failure)[]> {
    const ofUse = batch.filter(({ task }) => wanted.has(task))
    if (ofUse.length === 0) return []
    if (batch.length === 1) return [await paintSingle(batch[0] as Loaded)]
    try {
      const pictures = await paintTogether(batch)
      for (const { picture } of batch) pool.release(picture.pixels)
      const results = ofUse.map((loaded) => ({ task: loaded.task, picture: copyOf(pictures, batch.indexOf(loaded)) }))
      pool.release(pictures.pixels)
      return results
    } catch (error) {
      assertOnlyThese(error)
      const results: (Loaded | Failure)[] = []
      for (const single of ofUse) results.push(await paintSingle(single))
      return results
    }
  }

  async function paintSingle({ task, picture }: Loaded): Promise<Loaded | Failure> {
    try {
      return { task, picture: await transformed(picture, [task.seq]) }
    } catch (error) {
      assertOnlyThese(error)
      return failureOf(task, reasonOf(error))
    }
  }

  function paintTogether(batch: readonly Loaded[]): Promise<Pictures> {
    const together = joined(batch.map(({ picture }) => picture))
    return transformed(
      together,
      batch.map(({ task }) => task.seq),
    )
  }

  async function transformed(pictures: Pictures, seqs: readonly number[]): Promise<Pictures> {
    signal.throwIfAborted()
    const looks = plainLooks(parameters, seqs.length)
    const result = await beforeAbort(engine.transform({ pictures, parameters, looks, seqs }), signal)
    if (result.pixels.length !== pictures.pixels.length) throw new RangeError('the engine returned another size')
    return result
  }

  /** One buffer for all of them; the pictures keep theirs, for a second attempt. */
  function joined(pictures: readonly Pictures[]): Pictures {
    const { widthPx, heightPx, pixels } = pictures[0] as Pictures
    const together = pool.acquire(pixels.length * pictures.length)
    for (const [i, picture] of pictures.entries()) together.set(picture.pixels, i * pixels.length)
    return { widthPx, heightPx, count: pictures.length, pixels: together }
  }

  /** Picture `i` on a buffer of its own. */
  function copyOf(pictures: Pictures, i: number): Pictures {
    const picture = pictureAt(pictures, i)
    const pixels = pool.acquire(picture.length)
    pixels.set(picture)
    return { widthPx: pictures.widthPx, heightPx: pictures.heightPx, count: 1, pixels }
  }
}

function inRunsOfOneSize(loaded: readonly Loaded[]): Loaded[][] {
  const runs: Loaded[][] = []
  for (const item of loaded) {
    const run = runs.at(-1)
    const size = run?.[0]?.picture
    if (size?.widthPx === item.picture.widthPx && size.heightPx === item.picture.heightPx) run?.push(item)
    else runs.push([item])
  }
  return runs
}

const EVERY_PICTURE: readonly ErrorCode[] = [
  'CHECKPOINT_INVALID',
  'CHECKPOINT_UNSUPPORTED',
  'MODEL_NOT_INSTALLED',
  'PROMPT_INVALID',
  'PROVIDER_UNAVAILABLE',
  'SETTING_INVALID',
]

/** Throws again what ends the rendering: the wish to stop, and what every other picture would meet as well. */
function assertOnlyThese(error: unknown): void {
  if (isAbort(error)) throw error
  if (error instanceof OperatorError && EVERY_PICTURE.includes(error.code)) throw error
}

/** @throws AbortError as soon as the signal aborts; the work goes on unseen until whoever does it is closed */
async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
