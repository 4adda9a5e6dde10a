import { Worker } from 'node:worker_threads'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { ServiceAnswers, ServiceName, ServiceOptions, ServiceReply, ServiceRequest } from './serviceMessages.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Asker = { readonly resolve: (answer: never) => void; readonly reject: (error: Error) => void }

// an answer without end must not take the memory of the show
const LIMITS = { maxOldGenerationSizeMb: 128 }
const STOPPING = 'the server is stopping'
const PROGRAM = new URL('./services.ts', import.meta.url)

/** Starts the thread of the services. @throws OperatorError LIBRARY_MISSING, TRANSLATION_UNUSABLE, SAFETY_UNUSABLE */
export async function openServiceThread(options: ServiceOptions, environment: Environment): Promise<ServiceThread> {
  const thread = new ServiceThread(options, environment)
  try {
    await thread.start()
    return thread
  } catch (error) {
    await thread[Symbol.asyncDispose]()
    throw error
  }
}

/** The thread in which services.ts works. One that dies fails what it was asked; the next question starts another. */
export class ServiceThread {
  readonly #options: ServiceOptions
  readonly #environment: Record<string, string>
  readonly #askers = new Map<number, Asker>()
  #worker: Worker | undefined
  #lastId = 0
  #isClosed = false

  constructor(options: ServiceOptions, environment: Environment) {
    this.#options = options
    // a variable that is there and undefined would reach the thread as the word "undefined"
    const isSet = (variable: [string, string | undefined]): variable is [string, string] => variable[1] !== undefined
    this.#environment = Object.fromEntries(Object.entries(environment).filter(isSet))
  }

  /** Resolves when the libraries are loaded. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker = this.#launch((reply) => {
        if (reply.type === 'ready') resolve()
        if (reply.type === 'unusable') reject(unusable(reply))
      })
      this.#worker.on('error', reject)
      this.#worker.on('exit', () => reject(new Error('the thread of the services has ended')))
    })
  }

  /** @throws Error saying in a few words why there is no answer; how long one may wait is the asker's affair */
  ask<Name extends ServiceName>(service: Name, texts: readonly string[]): Promise<ServiceAnswers[Name]> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw new Error(STOPPING)
      this.#worker ??= this.#launch()
      const id = ++this.#lastId
      this.#askers.set(id, { resolve, reject })
      this.#worker.postMessage({ id, service, texts } satisfies ServiceRequest)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#worker?.terminate()
    this.#failAll(STOPPING)
  }

  #launch(onReply: (reply: ServiceReply) => void = () => {}): Worker {
    // an environment of its own: the libraries read theirs from there, and a test gives them another
    const worker = new Worker(PROGRAM, {
      workerData: this.#options,
      env: this.#environment,
      resourceLimits: LIMITS,
    })
    let reason = 'the thread of the services has ended'
    worker.on('message', (reply: ServiceReply) => {
      if (reply.type === 'unusable') reason = reply.reason
      onReply(reply)
      this.#take(reply)
    })
    worker.on('error', (error) => {
      reason = reasonOf(error)
    })
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
      this.#failAll(this.#isClosed ? STOPPING : reason)
    })
    return worker
  }

  #take(reply: ServiceReply): void {
    if (reply.type !== 'answer' && reply.type !== 'failure') return
    const asker = this.#askers.get(reply.id)
    this.#askers.delete(reply.id)
    if (reply.type === 'answer') asker?.resolve(reply.answer as never)
    else asker?.reject(new Error(reply.reason))
  }

  #failAll(reason: string): void {
    const all = [...this.#askers.values()]
    this.#askers.clear()
    for (const { reject } of all) reject(new Error(reason))
  }
}

function unusable({ library, isMissing, reason }: ServiceReply & { type: 'unusable' }): OperatorError {
  if (isMissing) {
    return new OperatorError(
      'LIBRARY_MISSING',
      `The library ${library} is not installed.`,
      'Run: npm install --ignore-scripts, without leaving out optional packages.',
    )
  }
  return new OperatorError(
    library === 'openai' ? 'SAFETY_UNUSABLE' : 'TRANSLATION_UNUSABLE',
    `The library ${library} cannot be used: ${reason}.`,
    'Check the variables of the environment that it reads, such as addresses.',
  )
}
