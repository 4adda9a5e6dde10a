import { Channel } from '#flow/channel.ts'
import type { Clock } from '#flow/clock.ts'
import type { Transformed } from '#frame/transformed.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import { encodeServerMessage, type ServerMessage } from '#wire/fromServer.ts'
import { decodeWorkerMessage, type WorkerMessage } from '#wire/fromWorker.ts'
import type { Incoming, JobServerSocket } from '#wire/jobServerSocket.ts'
import { PROTOCOL, WireError } from '#wire/protocol.ts'
import type { JobResult } from '#wire/result.ts'
import { choose } from './choose.ts'
import { faultOf } from './faultOf.ts'
import { JobBook } from './jobBook.ts'
import type { OpenJob } from './openJob.ts'
import { OVERDUE_FLOOR_MS, type RemoteWorker } from './remoteWorker.ts'
import { Roster } from './roster.ts'
import type { PlannedJob } from './toJobs.ts'

/** How often silent workers are looked for while nobody has a job. */
const IDLE_LOOK_MS = 250
/** When the watch itself is this late the machine was asleep or stalled, and silence means nothing. */
const STALL_MS = 300
/** Frames that failed on this many workers are given up. */
const MAX_TRIES = 2

export type DispatcherOptions = {
  readonly socket: JobServerSocket
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  readonly drops: Drops
  readonly streamId: string
  readonly version: string
  /** Frames older than this are not handed to anybody any more, in ms. */
  readonly maxAgeMs: number
  readonly maxPixels: number
}

/**
 * Who gets which job. Workers ask for work by granting credits; a job goes to the one expected to be done first.
 * A job whose worker has gone, fails or takes far too long is handed to another one; the first good result counts.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #roster: Roster
  readonly #book = new JobBook()
  readonly #results: Channel<Transformed>
  #hasEnded = false
  #onDemand: (() => void) | undefined
  #sleep = new AbortController()

  constructor(options: DispatcherOptions) {
    const { socket, clock, log, streamId, version } = options
    this.#options = options
    const tell = (peer: string, message: ServerMessage) => this.#tell(peer, message)
    this.#roster = new Roster({ clock, log, streamId, version, tell, onLeft: (worker) => this.#handOn(worker) })
    // as many as can be in flight: credits bound them, so nobody ever waits here
    this.#results = new Channel({ capacity: 1024, onFull: 'wait' })
    socket.onDisconnect(() => void this.#roster.callTheRoll())
  }

  get workers(): readonly RemoteWorker[] {
    return this.#roster.all
  }

  /** The workers that get jobs: neither benched nor silent. */
  get fitWorkers(): readonly RemoteWorker[] {
    const now = this.#options.clock.now()
    return this.#roster.all.filter((worker) => !worker.isBenched(now) && !worker.isSilent(now))
  }

  /** Frames that wait for a worker, and frames that are in somebody's hands. */
  get load(): { readonly waiting: number; readonly inFlight: number } {
    return this.#book.load
  }

  /**
   * Has jobs transformed. The next one is taken from `jobs` only when some worker has asked for it, so that a frame that
   * nobody could work on is dropped at the door and not here. Frames come out in the order in which they are done.
   */
  async *transform(jobs: AsyncIterable<PlannedJob>): AsyncGenerator<Transformed, void, undefined> {
    const stop = () => {
      this.#results.close()
      this.#onDemand?.()
    }
    this.#options.signal.addEventListener('abort', stop, { once: true })
    for (const running of [this.#listen(), this.#watch(), this.#take(jobs)]) {
      running.catch((error) => this.#results.fail(error))
    }
    try {
      yield* this.#results
    } finally {
      stop()
      this.#options.signal.removeEventListener('abort', stop)
    }
  }

  async #listen(): Promise<void> {
    for await (const incoming of this.#options.socket.incoming) {
      const message = this.#decoded(incoming)
      if (message) this.#hear(incoming.from, message)
    }
  }

  #decoded({ from, parts }: Incoming): WorkerMessage | undefined {
    try {
      return decodeWorkerMessage(parts)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.#options.drops.count('wire', 'malformed message')
      const worker = this.#roster.at(from)
      if (worker) this.#strike(worker, `sent ${error.message}`)
      else this.#options.log.warn(`refused ${error.message} on the job port`)
      return undefined
    }
  }

  #hear(peer: string, message: WorkerMessage): void {
    if (message.type === 'hello') this.#roster.greet(peer, message)
    const worker = this.#roster.at(peer)
    if (!worker) {
      if (message.type !== 'hello') void this.#tell(peer, { type: 'who' })
      return
    }
    worker.lastHeardMono = this.#options.clock.now()
    if (message.type === 'credit') worker.grant(message.n)
    if (message.type === 'beat') void this.#tell(peer, { type: 'beat' })
    if (message.type === 'bye') this.#roster.dismiss(worker, 'has left')
    if (message.type === 'result') this.#receive(worker, message)
    this.#assign()
  }

  #receive(worker: RemoteWorker, result: JobResult): void {
    const { clock, drops, streamId, maxPixels } = this.#options
    if (result.streamId !== streamId) return drops.count('wire', 'result of an earlier run')
    const now = clock.now()
    const sentMono = worker.tookBack(result.jobId, now)
    const job = this.#book.at(result.jobId)
    if (!job && this.#book.knows(result.jobId)) return drops.count('dispatch', 'result that came twice')
    if (!job) {
      drops.count('wire', 'result for an unknown job')
      return this.#strike(worker, `answered job ${result.jobId}, which does not exist`)
    }
    const fault = faultOf(result, job.frames.length, maxPixels)
    if (fault !== undefined) return this.#retry(job, worker, fault)
    if (sentMono !== undefined) worker.service.record(job.frames.length, now - sentMono, result.times)
    worker.succeeded(job.frames.length, now)
    this.#finish(job, worker, sentMono ?? now, result)
  }

  #finish(job: OpenJob, worker: RemoteWorker, sentMono: number, { times, outcomes }: JobResult): void {
    const receivedMono = this.#options.clock.now()
    const handling = { workerId: worker.id, closedMono: job.closedMono, sentMono, receivedMono, work: times }
    const transformed = outcomes.map((outcome, i): Transformed => {
      const frame = job.frames[i]
      if (outcome.ok) return { type: 'done', frame, jpeg: outcome.jpeg, handling }
      return { type: 'failed', frame, reason: outcome.reason }
    })
    this.#close(job, transformed)
  }

  /** A worker could not do a job: somebody else may try, if there is somebody and tries are left. */
  #retry(job: OpenJob, worker: RemoteWorker, reason: string): void {
    this.#options.drops.count('worker', 'job that failed', job.frames.length)
    this.#strike(worker, reason)
    job.tries++
    job.failedOn.add(worker.id)
    this.#book.takeFrom(worker, job)
    const now = this.#options.clock.now()
    const others = this.#candidates(job).filter((other) => !other.isBenched(now))
    if (job.holders.size > 0 || (job.tries < MAX_TRIES && others.length > 0)) return
    this.#close(
      job,
      job.frames.map((frame) => ({ type: 'failed', frame, reason })),
    )
  }

  #strike(worker: RemoteWorker, reason: string): void {
    const { clock, log } = this.#options
    log.warn(`worker ${worker.id}: ${reason}`, { worker: worker.id })
    const forMs = worker.failed(reason, clock.now())
    if (forMs === undefined) return
    log.warn(`worker ${worker.id} gets no jobs for ${forMs / 1000} s after three bad results`, { worker: worker.id })
    void this.#tell(worker.peer, { type: 'bench', reason, forMs })
  }

  /** A worker has gone: its jobs go to others. */
  #handOn(worker: RemoteWorker): void {
    for (const jobId of worker.inHand.keys()) {
      const job = this.#book.at(jobId)
      if (!job) continue
      this.#book.takeFrom(worker, job)
      this.#options.drops.count('dispatch', 'handed to another worker', job.frames.length)
    }
    this.#assign()
  }

  async #watch(): Promise<void> {
    const { clock, signal } = this.#options
    while (!this.#results.isClosed) {
      const next = this.#nextLookMono()
      this.#sleep = new AbortController()
      await clock.until(next, AbortSignal.any([signal, this.#sleep.signal]))
      if (clock.now() - next < STALL_MS) this.#roster.dismissSilent(clock.now())
      this.#giveUpOnOldJobs()
      this.#assign()
      for (const worker of this.#roster.all) this.#hedge(worker)
    }
  }

  #nextLookMono(): number {
    const now = this.#options.clock.now()
    // a job that is sent meanwhile cannot be overdue before that; and when the first one is sent, the sleep is cut short
    const routine = now + (this.#book.isEmpty ? IDLE_LOOK_MS : OVERDUE_FLOOR_MS)
    const overdue = this.#roster.all.map((worker) => worker.nextOverdueMono).filter((mono) => mono > now)
    return Math.min(routine, ...overdue)
  }

  /** A job that takes far too long is given to a second worker as well: the one that has it may hang. */
  #hedge(worker: RemoteWorker): void {
    const now = this.#options.clock.now()
    for (const jobId of worker.overdueJobs(now)) {
      const job = this.#book.at(jobId)
      if (!job || job.isHedged) continue
      const others = this.#candidates(job).filter((other) => other !== worker)
      const second = choose(others, job.frames.length, now)
      if (!second) return
      job.isHedged = true
      this.#options.drops.count('dispatch', 'given to a second worker as well', job.frames.length)
      this.#give(job, second)
    }
  }

  #giveUpOnOldJobs(): void {
    const oldest = this.#options.clock.now() - this.#options.maxAgeMs
    for (const job of this.#book.unassigned.filter(({ newestMono }) => newestMono < oldest)) {
      this.#options.drops.count('dispatch', 'too old to be handed out', job.frames.length)
      this.#close(
        job,
        job.frames.map((frame) => ({ type: 'lost', frame, reason: 'no worker could take it in time' })),
      )
    }
  }

  async #take(jobs: AsyncIterable<PlannedJob>): Promise<void> {
    const iterator = jobs[Symbol.asyncIterator]()
    for (;;) {
      await this.#demand()
      if (this.#results.isClosed) return
      const next = await iterator.next()
      if (next.done) break
      if (this.#book.isEmpty) this.#sleep.abort()
      this.#book.add(next.value)
      this.#assign()
    }
    this.#hasEnded = true
    if (this.#book.isEmpty) this.#results.close()
  }

  /** Resolves when there is a worker for one more job. */
  async #demand(): Promise<void> {
    while (!this.#isWanted() && !this.#results.isClosed) {
      await new Promise<void>((resolve) => {
        this.#onDemand = resolve
      })
    }
  }

  /** Whether somebody asks for a job that is not there yet. One that only others may try does not stand in the way. */
  #isWanted(): boolean {
    const now = this.#options.clock.now()
    return this.#book.unassigned.length < 2 && this.#roster.all.some((worker) => worker.isEligible(now))
  }

  #assign(): void {
    const now = this.#options.clock.now()
    for (const job of this.#book.unassigned) {
      const worker = choose(this.#candidates(job), job.frames.length, now)
      if (worker) this.#give(job, worker)
    }
    if (this.#isWanted()) this.#onDemand?.()
  }

  #candidates(job: OpenJob): readonly RemoteWorker[] {
    return this.#roster.all.filter((worker) => !job.failedOn.has(worker.id))
  }

  #give(job: OpenJob, worker: RemoteWorker): void {
    const { clock, streamId } = this.#options
    const { id: jobId, frames, parameters } = job
    this.#book.assign(job, worker)
    worker.gave(jobId, frames.length, clock.now())
    void this.#tell(worker.peer, { type: 'job', protocol: PROTOCOL, streamId, jobId, frames, parameters }).then(
      (isThere) => isThere || this.#roster.dismiss(worker, 'has disconnected'),
    )
  }

  #close(job: OpenJob, transformed: readonly Transformed[]): void {
    this.#book.close(job)
    for (const item of transformed) void this.#results.send(item)
    if (this.#hasEnded && this.#book.isEmpty) this.#results.close()
  }

  #tell(peer: string, message: ServerMessage): Promise<boolean> {
    return this.#options.socket.send(peer, encodeServerMessage(message))
  }
}
