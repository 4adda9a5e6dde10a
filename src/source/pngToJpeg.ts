import { Worker } from 'node:worker_threads'
import type { PngReply, PngRequest } from './pngWorker.ts'

/**
 * Turns PNGs into JPEGs (4:4:4, quality 95) in a thread of its own: unpacking a PNG takes tens of milliseconds,
 * for which the show would stand still. The thread starts with the first PNG and does not keep the process alive.
 */
export class PngToJpeg implements AsyncDisposable {
  #worker: Worker | undefined
  #nextId = 0
  #isClosed = false
  readonly #waiting = new Map<number, (reply: PngReply) => void>()

  /** @returns the JPEG, or what the decoder says is wrong */
  async convert(png: Uint8Array): Promise<{ readonly jpeg: Uint8Array } | { readonly failure: string }> {
    if (this.#isClosed) return { failure: 'closed' }
    const reply = await new Promise<PngReply>((resolve) => {
      const request: PngRequest = { id: this.#nextId++, png }
      this.#waiting.set(request.id, resolve)
      this.#open().postMessage(request)
    })
    return reply.jpeg ? { jpeg: reply.jpeg } : { failure: reply.failure ?? 'no picture' }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#worker?.terminate()
    this.#lost('closed')
  }

  #open(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('./pngWorker.ts', import.meta.url))
    worker.unref()
    worker.on('message', (reply: PngReply) => this.#answer(reply))
    worker.on('error', (error) => this.#lost(error instanceof Error ? error.message : String(error)))
    this.#worker = worker
    return worker
  }

  #answer(reply: PngReply): void {
    this.#waiting.get(reply.id)?.(reply)
    this.#waiting.delete(reply.id)
  }

  /** The thread has ended (out of memory, for one): whoever waits is told, and the next PNG starts another. */
  #lost(failure: string): void {
    this.#worker = undefined
    for (const [id, resolve] of this.#waiting) resolve({ id, failure })
    this.#waiting.clear()
  }
}
