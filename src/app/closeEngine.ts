import type { Engine } from '#engine/engine.ts'
import type { Surroundings } from './surroundings.ts'

/** An engine that is in the middle of a batch is not waited for longer than this after a request to stop. */
const CLOSE_WITHIN_MS = 1000

export type CloseOptions = Pick<Surroundings, 'signal' | 'clock'> & {
  /** Told if the engine is still in the middle of a batch then, or hangs: its thread can keep the process for minutes. */
  readonly onStuck: () => void
}

/** Closes an engine. Who has asked for the end does not wait for one that is in the middle of a batch. */
export async function closeEngine(engine: Engine, { signal, clock, onStuck }: CloseOptions): Promise<void> {
  const closed = engine[Symbol.asyncDispose]().then(() => true)
  if (!signal.aborted) return void (await closed)
  // a timer that nobody waits for any more would keep the process
  const enough = new AbortController()
  const isTooLong = clock.until(clock.now() + CLOSE_WITHIN_MS, enough.signal).then(() => false)
  const isClosed = await Promise.race([closed, isTooLong]).finally(() => enough.abort())
  if (!isClosed) onStuck()
}
