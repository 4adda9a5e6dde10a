/** Keeps the values that were used last; the one unused for longest makes room. */
export class Lru<K, V> {
  readonly #capacity: number
  // a Map remembers the order of insertion: the first key is the one unused for longest
  readonly #values = new Map<K, V>()

  /** @param capacity how many values are kept, at least 1 */
  constructor(capacity: number) {
    if (!(capacity >= 1)) throw new RangeError(`Lru: capacity ${capacity} is less than 1`)
    this.#capacity = capacity
  }

  get size(): number {
    return this.#values.size
  }

  /** The value of a key, made now if it is not there; counts as a use. */
  get(key: K, make: () => V): V {
    const value = this.#values.has(key) ? (this.#values.get(key) as V) : make()
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > this.#capacity) this.#values.delete(this.#values.keys().next().value as K)
    return value
  }

  has(key: K): boolean {
    return this.#values.has(key)
  }

  /** Forgets a key if it still has this value. */
  forget(key: K, value: V): void {
    if (this.#values.get(key) === value) this.#values.delete(key)
  }
}
