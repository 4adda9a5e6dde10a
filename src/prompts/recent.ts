/** A map of bounded size: the entry that was not asked for or set for longest makes room. */
export class Recent<V> {
  readonly #capacity: number
  // a Map remembers the order of insertion: the first key is the one unused for longest
  readonly #values = new Map<string, V>()

  /** @param capacity how many entries are kept, at least 1 */
  constructor(capacity: number) {
    if (!(capacity >= 1)) throw new RangeError(`Recent: capacity ${capacity} is less than 1`)
    this.#capacity = capacity
  }

  get size(): number {
    return this.#values.size
  }

  /** The value of a key, if it is there; counts as a use. */
  get(key: string): V | undefined {
    const value = this.#values.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  set(key: string, value: V): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > this.#capacity) this.#values.delete(this.#values.keys().next().value as string)
  }
}
