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
import { ByHand } from './byHand.ts'
import { choose } from './choose.ts'
import { faultOf } from './faultOf.ts'
import { JobBook } from './jobBook.ts'
import type { OpenJob } from './openJob.ts'
import { Patrol } from './patrol.ts'
import type { RemoteWorker } from './remoteWorker.ts'
import { Roster } from './roster.ts'
import type { PlannedJob } from './toJobs.ts'

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
  /** For the operator. */
  readonly byHand: ByHand
  readonly #options: DispatcherOptions
  readonly #roster: Roster
  readonly #book = new JobBook()
  readonly #patrol: Patrol
  readonly #results: Channel<Transformed>
  #hasEnded = false
  #onDemand: (() => void) | undefined

  constructor(options: DispatcherOptions) {
    const { socket, clock, log, streamId, version } = options
    this.#options = options
    const tell = (peer: string, message: ServerMessage) => this.#tell(peer, message)
    this.#roster = new Roster({ clock, log, streamId, version, tell, onLeft: (worker) => this.#handOn(worker) })
    this.byHand = new ByHand({ roster: this.#roster, clock, tell, onFree: () => this.#assign() })
    this.#patrol = new Patrol({
      ...options,
      roster: this.#roster,
      book: this.#book,
      onRound: () => this.#assign(),
      onOverdue: (job, holder) => this.#hedge(job, holder),
      onTooOld: (job) => this.#giveUp(job),
    })
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
      this.#patrol.stop()
      this.#onDemand?.()
    }
    this.#options.signal.addEventListener('abort', stop, { once: true })
    for (const running of [this.#listen(), this.#patrol.run(), this.#take(jobs)]) {
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
    if (message.type === 'beat') {
      worker.gpu = message.gpu
      void this.#tell(peer, { type: 'beat' })
    }
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

  /** A job takes far too long: it is given to a second worker as well, because the one that has it may hang. */
  #hedge(job: OpenJob, holder: RemoteWorker): void {
    const { clock, drops } = this.#options
    const others = this.#candidates(job).filter((other) => other !== holder)
    const second = choose(others, job.frames.length, clock.now())
    if (!second) return
    job.isHedged = true
    drops.count('dispatch', 'given to a second worker as well', job.frames.length)
    this.#give(job, second)
  }

  #giveUp(job: OpenJob): void {
    this.#options.drops.count('dispatch', 'too old to be handed out', job.frames.length)
    const reason = 'no worker could take it in time'
    this.#close(
      job,
      job.frames.map((frame) => ({ type: 'lost', frame, reason })),
    )
  }

  async #take(jobs: AsyncIterable<PlannedJob>): Promise<void> {
    const iterator = jobs[Symbol.asyncIterator]()
    for (;;) {
      await this.#demand()
      if (this.#results.isClosed) return
      const next = await iterator.next()
      if (next.done) break
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
    const { id: jobId, frames, parameters, looks } = job
    this.#patrol.jobGiven()
    this.#book.assign(job, worker)
    worker.gave(jobId, frames.length, clock.now(), slowest(this.#roster.all, frames.length))
    void this.#tell(worker.peer, { type: 'job', protocol: PROTOCOL, streamId, jobId, frames, parameters, looks }).then(
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

/** What a job takes on the slowest worker that has been measured, in ms; undefined if none has. */
function slowest(workers: readonly RemoteWorker[], frames: number): number | undefined {
  const known = workers.map(({ service }) => service.roundTripMs(frames)).filter((ms) => ms !== undefined)
  return known.length > 0 ? Math.max(...known) : undefined
}
