/** The items of a list, until the signal aborts. */
export async function* untilAborted<T>(items: Iterable<T>, signal: AbortSignal): AsyncGenerator<T, void, undefined> {
  for (const item of items) {
    if (signal.aborted) return
    yield item
  }
}
