import type { Clock } from '#flow/clock.ts'
import type { Engine } from './engine.ts'

/** Waits as a GPU would and shows the input: for planning fleets, and for tests. */
export function openSimulate({ simulateMs, clock }: { simulateMs: number; clock: Clock }): Engine {
  const closing = new AbortController()
  let freeMono = clock.now()
  return {
    name: 'simulate',
    description: `simulate: waits ${simulateMs} ms for each batch, as a GPU would, and shows the input`,
    async transform({ pictures }) {
      // one batch after the other: a second one waits for the first, as on a GPU
      freeMono = Math.max(freeMono, clock.now()) + simulateMs
      await clock.until(freeMono, closing.signal)
      if (closing.signal.aborted) throw new Error('the engine is closed')
      return pictures
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
    },
  }
}
