/** Applies `change` to one item after the other, in order. */
export async function* map<A, B>(
  items: AsyncIterable<A>,
  change: (item: A) => B | Promise<B>,
): AsyncGenerator<B, void, undefined> {
  for await (const item of items) yield await change(item)
}
