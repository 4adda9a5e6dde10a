import { pump } from './pump.ts'

/**
 * Keeps up to `n` finished items ready while the next is being made: it is how work overlaps.
 * Nothing is dropped; when `n` wait, the next one is finished and held until there is room.
 */
export function ahead<T>(items: AsyncIterable<T>, n: number): AsyncGenerator<T, void, undefined> {
  return pump(items, { capacity: n, onFull: 'wait' })
}
