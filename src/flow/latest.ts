import { pump } from './pump.ts'

/**
 * Keeps the newest item when the reader is slower than the source, and drops the one it replaces.
 * It is how a camera meets a GPU; the only place where a frame is lost because something is slow.
 */
export function latest<T>(
  items: AsyncIterable<T>,
  { onDrop }: { onDrop: (item: T) => void },
): AsyncGenerator<T, void, undefined> {
  return pump(items, { capacity: 1, onFull: 'drop-oldest', onDrop })
}
