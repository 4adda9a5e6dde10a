/** Work that is asked for again while it is under way is not begun twice: all who ask get the one result. */
export class OncePerKey<V> {
  readonly #underWay = new Map<string, Promise<V>>()

  do(key: string, work: () => Promise<V>): Promise<V> {
    const known = this.#underWay.get(key)
    if (known) return known
    const begun = work().finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, begun)
    return begun
  }
}
