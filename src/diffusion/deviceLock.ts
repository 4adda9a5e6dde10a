/**
 * Lets one at a time use a device that bears no more, across threads. The WebGPU provider needs it: two threads that make
 * or run sessions at the same moment crash or hang the process.
 * @see https://github.com/microsoft/onnxruntime/issues/32561
 */
export class DeviceLock {
  readonly #word: Int32Array

  /** @param memory four bytes, zero at first, shared by all who use the device */
  constructor(memory: SharedArrayBuffer) {
    this.#word = new Int32Array(memory)
  }

  /** Waits for its turn, then for what is done in it. */
  async hold<T>(use: () => Promise<T>): Promise<T> {
    while (Atomics.compareExchange(this.#word, 0, FREE, HELD) !== FREE) {
      // asynchronously: whoever holds it may be in this very thread
      const waiting = Atomics.waitAsync(this.#word, 0, HELD)
      if (waiting.async) await waiting.value
    }
    try {
      return await use()
    } finally {
      Atomics.store(this.#word, 0, FREE)
      Atomics.notify(this.#word, 0, 1)
    }
  }
}

const FREE = 0
const HELD = 1
