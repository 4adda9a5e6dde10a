import type { Clock } from '#flow/clock.ts'
import type { Transformed } from '#frame/transformed.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { PlayoutDelay } from './playoutDelay.ts'

/** A frame whose turn it is: a new picture, or the news that there is none. `orderedMono` is when its turn came. */
export type Ordered = Exclude<Transformed, { type: 'lost' }> & { readonly orderedMono: number }

export type ReorderOptions = {
  readonly clock: Clock
  readonly delay: PlayoutDelay
  /** How long a missing frame may hold up those behind it beyond what the playout delay hides, in ms. */
  readonly patienceMs: number
  readonly drops: Drops
}

/**
 * Puts results back into the order of `seq`. A missing one is waited for until the next one should be on the screen and
 * `patienceMs` longer; when it comes later than that it is dropped, but the playout delay learns from it: `patienceMs` at a
 * time, so that workers who have become slower are waited for, and one that hung once does not freeze the show for as long.
 */
export async function* reorder(
  results: AsyncIterable<Transformed>,
  options: ReorderOptions,
): AsyncGenerator<Ordered, void, undefined> {
  const { clock, delay, drops } = options
  const iterator = results[Symbol.asyncIterator]()
  const waiting = new Map<number, Transformed>()
  let nextSeq = 0
  let stuckSinceMono = clock.now()
  let longestWaitMs = options.patienceMs
  let pending = iterator.next()

  for (;;) {
    for (let item = waiting.get(nextSeq); item; item = waiting.get(++nextSeq)) {
      waiting.delete(nextSeq)
      stuckSinceMono = clock.now()
      if (item.type !== 'lost') yield { ...item, orderedMono: clock.now() }
    }
    const result = await before(pending, giveUpAt(waiting, stuckSinceMono, options), clock)
    if (result === 'too late') {
      const found = Math.min(...waiting.keys())
      drops.count('reorder', 'never came', found - nextSeq)
      longestWaitMs = delay.ms + options.patienceMs
      nextSeq = found
      continue
    }
    if (result.done && waiting.size === 0) return
    if (result.done) {
      nextSeq = Math.min(...waiting.keys())
      continue
    }
    pending = iterator.next()
    const { frame, type } = result.value
    if (waiting.size === 0) stuckSinceMono = clock.now()
    if (frame.seq >= nextSeq) waiting.set(frame.seq, result.value)
    else if (type !== 'lost') {
      drops.count('reorder', 'came too late')
      delay.observe(Math.min(clock.now() - frame.capturedMono, longestWaitMs), clock.now())
    }
  }
}

/** Until when the missing frame is waited for: for ever while nothing behind it is there. */
function giveUpAt(
  waiting: ReadonlyMap<number, Transformed>,
  stuckSinceMono: number,
  { delay, patienceMs }: ReorderOptions,
): number | undefined {
  const first = waiting.get(Math.min(...waiting.keys()))
  return first && Math.max(first.frame.capturedMono + delay.ms, stuckSinceMono) + patienceMs
}

async function before<T>(pending: Promise<T>, mono: number | undefined, clock: Clock): Promise<T | 'too late'> {
  if (mono === undefined) return pending
  const gaveUp = new AbortController()
  const first = await Promise.race([pending, clock.until(mono, gaveUp.signal).then(() => 'too late' as const)])
  gaveUp.abort()
  return first
}
