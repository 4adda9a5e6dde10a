import { OperatorError } from '#errors/operatorError.ts'
import { Channel } from '#flow/channel.ts'
import type { Clock } from '#flow/clock.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { GpuReading } from '#telemetry/gpuReading.ts'
import type { Log } from '#telemetry/log.ts'
import { decodeServerMessage, type ServerMessage } from '#wire/fromServer.ts'
import { encodeWorkerMessage, type Hello, type WorkerMessage } from '#wire/fromWorker.ts'
import type { JobClientSocket } from '#wire/jobClientSocket.ts'
import { BEAT_MS, SILENCE_MS, WireError } from '#wire/protocol.ts'
import type { JobResult } from '#wire/result.ts'
import type { Arrived } from './work.ts'

/** One job in the engine's hands and one ahead, so that it never waits for the network and never hoards. */
const CREDITS = 2

export type LinkOptions = {
  readonly socket: JobClientSocket
  /** `host:port`, for the log. */
  readonly server: string
  readonly self: Omit<Hello, 'type' | 'credits'>
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  readonly drops: Drops
  /** The server wants this worker to start anew. */
  readonly onRestart: () => void
  /** How the graphics card was a moment ago, if that tells. */
  readonly gpu?: () => GpuReading | undefined
}

/** The conversation with the server: says hello until it is answered, beats, takes jobs, gives results. */
export class Link {
  readonly #options: LinkOptions
  /** As many as were asked for; a server that sends more is turned away. */
  readonly #jobs: Channel<Arrived>
  #state: 'searching' | 'welcome' = 'searching'
  #heardMono = Number.NEGATIVE_INFINITY
  /** Jobs received and not yet through the engine. */
  #inHand = 0

  constructor(options: LinkOptions) {
    this.#options = options
    const onDrop = () => options.drops.count('worker', 'job that was not asked for')
    this.#jobs = new Channel({ capacity: CREDITS, onFull: 'drop-newest', onDrop })
  }

  /** Jobs as they come, until the signal aborts. @throws OperatorError WORKER_REFUSED when the server will not have us */
  async *jobs(): AsyncGenerator<Arrived, void, undefined> {
    const { signal } = this.#options
    const stop = () => this.#jobs.close()
    signal.addEventListener('abort', stop, { once: true })
    for (const running of [this.#listen(), this.#beat()]) running.catch((error) => this.#jobs.fail(error))
    try {
      yield* this.#jobs
    } finally {
      stop()
      signal.removeEventListener('abort', stop)
    }
  }

  /** A job has left the engine: asks for another one. */
  grant(): void {
    this.#inHand--
    void this.#say({ type: 'credit', n: 1 })
  }

  /** Hands in a result. Without a server it is dropped: its frames are handled elsewhere by then. */
  async give(result: JobResult): Promise<void> {
    const isTaken = await this.#say(result)
    if (!isTaken) this.#options.drops.count('worker', 'result without a server', result.outcomes.length)
  }

  /** Tells the server that this worker is leaving, so that its jobs move on at once. */
  async leave(): Promise<void> {
    await this.#say({ type: 'bye' })
  }

  async #listen(): Promise<void> {
    for await (const parts of this.#options.socket.incoming) {
      try {
        this.#hear(decodeServerMessage(parts))
      } catch (error) {
        if (!(error instanceof WireError)) throw error
        this.#options.drops.count('wire', 'malformed message')
        this.#options.log.warn(`refused ${error.message} from the server`)
      }
    }
  }

  #hear(message: ServerMessage): void {
    const { clock, log, server } = this.#options
    this.#heardMono = clock.now()
    if (message.type === 'who') void this.#hello()
    if (message.type === 'refusal') {
      throw new OperatorError('WORKER_REFUSED', `The server at ${server} refused: ${message.reason}`, message.remedy)
    }
    if (message.type === 'restart') this.#options.onRestart()
    if (message.type === 'bench') {
      log.warn(`no jobs for ${message.forMs / 1000} s after three bad results, the last: ${message.reason}`)
    }
    if (message.type === 'welcome' && this.#state !== 'welcome') {
      this.#state = 'welcome'
      log.info(`working for the server at ${server}`)
    }
    if (message.type === 'job') {
      void this.#take({ job: message, arrivedMono: clock.now() })
    }
  }

  async #take(arrived: Arrived): Promise<void> {
    this.#inHand++
    if (!(await this.#jobs.send(arrived))) this.#inHand--
  }

  async #beat(): Promise<void> {
    const { clock, signal, log, server } = this.#options
    log.info(`looking for the server at ${server}`)
    for (;;) {
      if (this.#state === 'welcome' && clock.now() - this.#heardMono > SILENCE_MS) {
        this.#state = 'searching'
        log.warn(`the server at ${server} is silent; looking for it`)
      }
      if (this.#state === 'welcome') void this.#say({ type: 'beat', gpu: this.#options.gpu?.() })
      else void this.#hello()
      await clock.until(clock.now() + BEAT_MS, signal)
      if (signal.aborted) return
    }
  }

  #hello(): Promise<boolean> {
    const credits = Math.max(0, CREDITS - this.#inHand)
    return this.#say({ ...this.#options.self, type: 'hello', credits })
  }

  #say(message: WorkerMessage): Promise<boolean> {
    return this.#options.socket.send(encodeWorkerMessage(message))
  }
}
