import { Worker } from 'node:worker_threads'
import type { Commission, CommissionMessage, DoneMessage } from './commission.ts'

type Waiting = { readonly done: () => void; readonly failed: (reason: Error) => void }

/** A thread that paints. One that dies fails what it had in hand; the next picture starts another in its place. */
export class PainterThread {
  readonly #program: URL
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0
  #isClosed = false

  constructor(program: URL) {
    this.#program = program
    this.#worker = this.#start()
  }

  /** Pictures that were handed over and are not finished. */
  get inHand(): number {
    return this.#waiting.size
  }

  /** Resolves when the pixels have been painted over; rejects with the reason when they could not be. */
  paint(commission: Commission): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#isClosed) throw new Error('the engine is closed')
      this.#worker ??= this.#start()
      const id = ++this.#lastId
      this.#waiting.set(id, { done, failed })
      this.#worker.postMessage({ ...commission, id } satisfies CommissionMessage)
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#worker?.terminate()
    this.#failAll('the engine is closed')
  }

  #start(): Worker {
    const worker = new Worker(this.#program)
    let reason = ''
    worker.on('message', (message: DoneMessage) => this.#finish(message))
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error)
    })
    worker.on('exit', (code) => {
      this.#worker = undefined
      this.#failAll(
        this.#isClosed ? 'the engine is closed' : `a painter thread has died: ${reason || `exit code ${code}`}`,
      )
    })
    return worker
  }

  #finish({ id, reason }: DoneMessage): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (reason === undefined) waiting?.done()
    else waiting?.failed(new Error(`the picture could not be painted: ${reason}`))
  }

  #failAll(reason: string): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { failed } of all) failed(new Error(reason))
  }
}
