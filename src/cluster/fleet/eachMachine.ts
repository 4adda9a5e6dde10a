/** Does something for each, some at once, and gives the results in the order of the items. The first error ends it. */
export async function eachMachine<T, R>(
  items: readonly T[],
  atOnce: number,
  deed: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const left = items.entries()
  const worker = async () => {
    for (const [index, item] of left) results[index] = await deed(item, index)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results
}
