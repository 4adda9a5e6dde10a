import { Worker } from 'node:worker_threads'
import type { Parameters } from '#settings/schema.ts'
import type { Log } from '#telemetry/log.ts'
import { fromFailure } from './failure.ts'
import type { Answer, Batch, Opened, Prepared, Request, ThreadOptions } from './messages.ts'

/** A thread with a model in it. What it is asked for is done in that order. */
export type Inference = {
  /** Rejects if the model cannot be opened. */
  readonly opened: Promise<Opened>
  /** Resolves when the thread has ended, with a phrase about why. */
  readonly ended: Promise<string>
  /** Makes what batches of a shape need. */
  prepare(shape: Prepared, parameters: Parameters): Promise<void>
  /** Draws over a batch, with what was prepared for `as`. Rejects if it cannot; the pictures are worth nothing then. */
  transform(batch: Batch, as: Prepared): Promise<void>
  /** Lets it finish what it was asked for, and ends it. */
  close(): Promise<void>
}

/** Longest time that a thread is waited for when it shall end, in ms. */
const END_WITHIN_MS = 10_000
const PROGRAM = new URL('./inferenceProgram.ts', import.meta.url)

/** Starts a thread and opens a model in it. */
export function openInference(options: ThreadOptions, log: Log): Inference {
  const worker = new Worker(PROGRAM, { workerData: options })
  const opened = Promise.withResolvers<Opened>()
  const ended = Promise.withResolvers<string>()
  const waiting = new Map<number, PromiseWithResolvers<void>>()
  let lastId = 0
  let reason: string | undefined

  opened.promise.catch(() => undefined) // who asks for it is told
  worker.on('message', hear)
  worker.on('error', (error) => {
    reason ??= error instanceof Error ? error.message : String(error)
  })
  worker.on('exit', (code) => {
    reason ??= `exit code ${code}`
    failAll()
    ended.resolve(reason)
  })

  return {
    opened: opened.promise,
    ended: ended.promise,
    prepare: (shape, parameters) => ask((id) => ({ type: 'prepare', id, shape, parameters })),
    transform: (batch, as) => ask((id) => ({ type: 'transform', id, batch, as })),
    async close() {
      reason ??= 'it was closed'
      // never `terminate`: during a run that ends the whole process
      worker.postMessage({ type: 'close' } satisfies Request)
      await Promise.race([ended.promise, tooLong()])
    },
  }

  function ask(request: (id: number) => Request): Promise<void> {
    if (reason !== undefined) return Promise.reject(hasEnded())
    const answer = Promise.withResolvers<void>()
    const id = ++lastId
    waiting.set(id, answer)
    worker.postMessage(request(id))
    return answer.promise
  }

  function hear(answer: Answer): void {
    if (answer.type === 'log') log[answer.level](answer.text)
    if (answer.type === 'opened') opened.resolve(answer.opened)
    if (answer.type === 'unusable') opened.reject(fromFailure(answer.failure))
    if (answer.type === 'done') {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (answer.failure) asked?.reject(fromFailure(answer.failure))
      else asked?.resolve()
    }
  }

  function failAll(): void {
    opened.reject(hasEnded())
    for (const { reject } of waiting.values()) reject(hasEnded())
    waiting.clear()
  }

  function hasEnded(): Error {
    return new Error(`the inference thread has ended: ${reason}`)
  }

  /** A run that does not end is left behind: the thread does not keep the process. */
  async function tooLong(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, END_WITHIN_MS).unref())
    worker.unref()
    failAll()
  }
}
