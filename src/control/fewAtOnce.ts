/** Lets so many works run at once. The others wait their turn, in order, and are not begun when nobody waits for them any more. */
export class FewAtOnce {
  readonly #most: number
  readonly #waiting = new Set<() => void>()
  #running = 0

  constructor(most: number) {
    this.#most = most
  }

  /** @throws the reason of the signal if it aborts before the work has begun, and whatever the work throws */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#running >= this.#most) await this.#turn(signal)
    else this.#running++
    try {
      signal.throwIfAborted()
      return await work()
    } finally {
      this.#passOn()
    }
  }

  /** Resolves when a place has been handed over; it has to be passed on in any case. */
  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        this.#waiting.delete(begin)
        reject(signal.reason)
      }
      this.#waiting.add(begin)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  #passOn(): void {
    const [next] = this.#waiting
    if (!next) return void this.#running--
    this.#waiting.delete(next)
    next()
  }
}
