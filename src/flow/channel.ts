/** What happens to an item that meets a full channel. */
export type OnFull = 'wait' | 'drop-oldest' | 'drop-newest'

export type ChannelOptions<T> = {
  /** Items that may wait for the reader, at least 1. Each one is latency. */
  readonly capacity: number
  readonly onFull: OnFull
  /** Told every item that is dropped: from a full channel, or left over when the reader has gone. */
  readonly onDrop?: (item: T) => void
}

/**
 * The only queue in the house: bounded, for one reader, with a policy for when it is full.
 *
 * `close()` lets the reader finish what is waiting; `fail(error)` too, then throws it at the reader.
 * A reader that leaves (`return`, `break`) drops what is waiting and turns later items away.
 */
export class Channel<T> implements AsyncIterableIterator<T> {
  readonly #options: ChannelOptions<T>
  readonly #waiting: T[] = []
  readonly #senders: { item: T; done: (accepted: boolean) => void }[] = []
  #reader: { resolve: (result: IteratorResult<T>) => void; reject: (error: unknown) => void } | undefined
  #state: 'open' | 'closed' | 'failed' = 'open'
  #error: unknown

  constructor(options: ChannelOptions<T>) {
    if (!(options.capacity >= 1)) throw new RangeError(`Channel: capacity ${options.capacity} is less than 1`)
    this.#options = options
  }

  get size(): number {
    return this.#waiting.length
  }

  get isClosed(): boolean {
    return this.#state !== 'open'
  }

  /**
   * Hands over an item; the reader now owns it. With 'wait' the promise resolves when there is room, otherwise at once.
   * @returns false if the item was dropped or the channel is closed
   */
  send(item: T): Promise<boolean> {
    if (this.#state !== 'open') return this.#turnedAway(item)
    if (this.#reader) return this.#handOver(item)
    if (this.#waiting.length < this.#options.capacity) return this.#accept(item)
    if (this.#options.onFull === 'drop-newest') return this.#turnedAway(item)
    if (this.#options.onFull === 'wait') return new Promise((done) => this.#senders.push({ item, done }))
    this.#options.onDrop?.(this.#waiting.shift() as T)
    return this.#accept(item)
  }

  /** No more items. Waiting senders are still served. Harmless when closed already. */
  close(): void {
    if (this.#state !== 'open') return
    this.#state = 'closed'
    this.#endReader()
  }

  /** Ends the stream with an error, after the items that are waiting. */
  fail(error: unknown): void {
    if (this.#state !== 'open') return
    this.#state = 'failed'
    this.#error = error
    this.#endReader()
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#reader) return Promise.reject(new TypeError('Channel: a second reader'))
    if (this.#waiting.length > 0) {
      const value = this.#waiting.shift() as T
      this.#admitSender()
      return Promise.resolve({ value, done: false })
    }
    if (this.#state === 'failed') return this.#throwOnce()
    if (this.#state === 'closed') return Promise.resolve({ value: undefined, done: true })
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject }
    })
  }

  return(): Promise<IteratorResult<T>> {
    this.close()
    for (const item of this.#waiting.splice(0)) this.#options.onDrop?.(item)
    for (const { item, done } of this.#senders.splice(0)) {
      this.#options.onDrop?.(item)
      done(false)
    }
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #accept(item: T): Promise<boolean> {
    this.#waiting.push(item)
    return Promise.resolve(true)
  }

  #handOver(item: T): Promise<boolean> {
    const reader = this.#reader
    this.#reader = undefined
    reader?.resolve({ value: item, done: false })
    return Promise.resolve(true)
  }

  #turnedAway(item: T): Promise<boolean> {
    this.#options.onDrop?.(item)
    return Promise.resolve(false)
  }

  #admitSender(): void {
    const sender = this.#senders.shift()
    if (!sender) return
    this.#waiting.push(sender.item)
    sender.done(true)
  }

  #endReader(): void {
    const reader = this.#reader
    this.#reader = undefined
    if (!reader) return
    if (this.#state === 'failed') this.#throwOnce().catch(reader.reject)
    else reader.resolve({ value: undefined, done: true })
  }

  #throwOnce(): Promise<never> {
    this.#state = 'closed'
    return Promise.reject(this.#error)
  }
}
