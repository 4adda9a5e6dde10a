import { Worker } from 'node:worker_threads'
import { OperatorError } from '#errors/operatorError.ts'
import type { Change, Method } from './endpoint.ts'

/** What the OpenAPI page is told about a route. */
export type RouteDescription = {
  readonly method: Method
  readonly path: string
  readonly doc: string
  readonly isSocket: boolean
  readonly changes: Change | undefined
}

export type DocsRequest = { readonly id: number; readonly url: string }
export type DocsAnswer = {
  readonly id: number
  readonly statusCode: number
  readonly type: string
  readonly body: Uint8Array
}

/** A page of the docs asks for five things at once. */
const MAX_ASKERS = 100

type Asker = { resolve: (answer: DocsAnswer) => void; reject: (error: unknown) => void }

/** The thread in which docs.ts answers. It is started with the first request, and anew after it has failed. */
export class DocsThread {
  readonly #routes: readonly RouteDescription[]
  readonly #askers = new Map<number, Asker>()
  #worker: Worker | undefined
  #lastId = 0

  constructor(routes: readonly RouteDescription[]) {
    this.#routes = routes
  }

  /** @throws OperatorError RATE_LIMITED if many wait already, and whatever ended the thread before it could answer */
  async ask(url: string): Promise<DocsAnswer> {
    if (this.#askers.size >= MAX_ASKERS)
      throw new OperatorError('RATE_LIMITED', 'Many are asking for the docs already.', 'Wait a moment.')
    this.#worker ??= this.#start()
    const id = ++this.#lastId
    const answer = new Promise<DocsAnswer>((resolve, reject) => this.#askers.set(id, { resolve, reject }))
    this.#worker.postMessage({ id, url } satisfies DocsRequest)
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./docs.ts', import.meta.url), { workerData: this.#routes })
    worker.unref()
    worker.on('message', (answer: DocsAnswer) => {
      this.#askers.get(answer.id)?.resolve(answer)
      this.#askers.delete(answer.id)
    })
    worker.on('error', (error) => this.#fail(error))
    worker.on('exit', () => this.#fail(new Error('the thread of /docs has ended')))
    return worker
  }

  #fail(error: unknown): void {
    this.#worker = undefined
    for (const { reject } of this.#askers.values()) reject(error)
    this.#askers.clear()
  }
}
