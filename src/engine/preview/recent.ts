/** Keeps the few values that were used last, by key: what is expensive to make and does not change. */
export class Recent<V> {
  readonly #values = new Map<string, V>()
  readonly #keep: number

  constructor({ keep }: { keep: number }) {
    this.#keep = keep
  }

  /** The value of `key`, made if it is not at hand; the one unused for longest makes room for it. */
  get(key: string, make: () => V): V {
    const value = this.#values.get(key) ?? make()
    this.#values.delete(key)
    this.#values.set(key, value)
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#keep) break
      this.#values.delete(oldest)
    }
    return value
  }
}
