/** Buffers for decoded pictures, used again and again: making one per job costs a quarter of all CPU time and stutters. */
export class PixelPool {
  readonly #free: Uint8Array<SharedArrayBuffer>[] = []
  readonly #keep: number

  /** @param keep buffers that may lie around unused; more than are in use at once is waste */
  constructor({ keep }: { keep: number }) {
    this.#keep = keep
  }

  /** A buffer of exactly `bytes`, with whatever was in it before. Give it back with `release`. */
  acquire(bytes: number): Uint8Array<SharedArrayBuffer> {
    const at = this.#free.findIndex((buffer) => buffer.length === bytes)
    if (at >= 0) return this.#free.splice(at, 1)[0]
    return new Uint8Array(new SharedArrayBuffer(bytes))
  }

  release(buffer: Uint8Array<SharedArrayBuffer>): void {
    if (this.#free.includes(buffer)) throw new RangeError('PixelPool: a buffer was released twice')
    this.#free.push(buffer)
    // the ones at the front have another size: the show has moved on to a new one
    if (this.#free.length > this.#keep) this.#free.shift()
  }
}
