import type { Clock } from '#flow/clock.ts'
import type { Frame } from '#frame/frame.ts'

/** Frames of one size that will be transformed together. */
export type Batch = {
  readonly frames: readonly Frame[]
  /** When it was complete, on the monotonic clock in ms. */
  readonly closedMono: number
}

export type BatchOptions = {
  /** Frames wanted in the next batch, read anew for each. */
  readonly size: () => number
  /** A batch that is not full this long after its first frame goes out as it is, in ms; read anew for each. */
  readonly maxWaitMs: () => number
  /** Whether a change was meant for a moment between two captures: the later one begins a batch of its own then. */
  readonly divides?: (earlier: Frame, later: Frame) => boolean
  readonly clock: Clock
}

/** Gathers frames into batches. A frame of another size or crop ends the batch and begins the next. */
export async function* batch(
  frames: AsyncIterable<Frame>,
  { size, maxWaitMs, divides = () => false, clock }: BatchOptions,
): AsyncGenerator<Batch, void, undefined> {
  const reader = new PatientReader(frames, clock)
  let carried: Frame | undefined
  for (;;) {
    const first = carried ?? (await reader.next())
    if (!first) return
    carried = undefined
    const gathered = [first]
    const deadline = clock.now() + maxWaitMs()
    for (let wanted = size(); gathered.length < wanted; ) {
      const frame = await reader.nextBefore(deadline)
      if (!frame) break
      if (!looksLike(first, frame) || divides(first, frame)) {
        carried = frame
        break
      }
      gathered.push(frame)
    }
    yield { frames: gathered, closedMono: clock.now() }
  }
}

/** Reads a stream with a time limit, without losing the item that comes after it. */
class PatientReader<T> {
  readonly #iterator: AsyncIterator<T>
  readonly #clock: Clock
  #pending: Promise<IteratorResult<T>> | undefined

  constructor(items: AsyncIterable<T>, clock: Clock) {
    this.#iterator = items[Symbol.asyncIterator]()
    this.#clock = clock
  }

  /** The next item, or undefined at the end. */
  async next(): Promise<T | undefined> {
    this.#pending ??= this.#iterator.next()
    const result = await this.#pending
    this.#pending = undefined
    return result.done ? undefined : result.value
  }

  /** The next item, or undefined at the end or when none has come until `mono`. */
  async nextBefore(mono: number): Promise<T | undefined> {
    this.#pending ??= this.#iterator.next()
    const gaveUp = new AbortController()
    const inTime = await Promise.race([
      this.#pending.then(() => true),
      this.#clock.until(mono, gaveUp.signal).then(() => false),
    ])
    gaveUp.abort()
    return inTime ? this.next() : undefined
  }
}

function looksLike(a: Frame, b: Frame): boolean {
  return (
    a.widthPx === b.widthPx &&
    a.heightPx === b.heightPx &&
    a.crop?.widthPx === b.crop?.widthPx &&
    a.crop?.heightPx === b.crop?.heightPx
  )
}
