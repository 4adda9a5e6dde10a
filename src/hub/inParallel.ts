/**
 * Works on several items at the same time, and stops all of it at the first failure.
 * @returns the results in the order of the items
 * @throws the first error, after everything has ended
 */
export async function inParallel<A, B>(
  items: readonly A[],
  { connections, signal }: { readonly connections: number; readonly signal: AbortSignal },
  work: (item: A, signal: AbortSignal) => Promise<B>,
): Promise<B[]> {
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const results: B[] = []
  let next = 0
  const lane = async () => {
    while (next < items.length && !either.aborted) {
      const i = next++
      results[i] = await work(items[i] as A, either)
    }
  }
  const lanes = Array.from({ length: connections }, () =>
    lane().catch((error) => {
      failed.abort(error)
    }),
  )
  await Promise.all(lanes)
  signal.throwIfAborted()
  if (failed.signal.aborted) throw failed.signal.reason
  return results
}
