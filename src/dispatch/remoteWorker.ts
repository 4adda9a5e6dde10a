import type { GpuReading } from '#telemetry/gpuReading.ts'
import { Rate } from '#telemetry/rate.ts'
import type { WorkerStatus } from '#telemetry/status.ts'
import type { Hello } from '#wire/fromWorker.ts'
import { SILENCE_MS } from '#wire/protocol.ts'
import { ServiceTimes } from './serviceTimes.ts'

/** Bad results in a row after which a worker gets no jobs for a while. */
const STRIKES = 3
const BENCH_MS = 10_000
const MAX_BENCH_MS = 60_000

/** More than this many jobs ahead are nobody's need. */
const MAX_CREDITS = 16

/** One that was asked to start anew has left by then; one that does not know how gets jobs again. */
const LEAVES_WITHIN_MS = 5000

/** A job is overdue when it takes this much longer than usual; the floor keeps short jobs from being called late. */
const OVERDUE_FACTOR = 1.5
export const OVERDUE_FLOOR_MS = 60
/** What the first job of the first worker may take, when there is nobody to compare it with. */
const FIRST_JOB_MS = 1000

/** What the server knows of one connected worker. */
export class RemoteWorker {
  /** Stands for the connection, see `Incoming.from`. */
  readonly peer: string
  readonly hello: Hello
  readonly connectedMono: number
  readonly connectedWallMs: number
  readonly service = new ServiceTimes()
  /** Job ids in its hands, oldest first, with the time they were sent and what they were expected to take in ms. */
  readonly inHand = new Map<number, { readonly sentMono: number; readonly expectedMs: number }>()
  credits: number
  lastHeardMono: number
  framesDone = 0
  failures = 0
  lastError: string | undefined
  benchedUntilMono = 0
  /** The operator wants it to get no jobs. */
  isHeld = false
  /** As its last beat told. */
  gpu: GpuReading | undefined
  #leavesUntilMono = 0
  #strikes = 0
  #benchMs = BENCH_MS
  #busyMono: number
  readonly #frames = new Rate()
  readonly #busyMs = new Rate()

  constructor(peer: string, hello: Hello, now: { mono: number; wallMs: number }) {
    this.peer = peer
    this.hello = hello
    this.credits = hello.credits
    this.connectedMono = now.mono
    this.connectedWallMs = now.wallMs
    this.lastHeardMono = now.mono
    this.#busyMono = now.mono
  }

  get id(): string {
    return this.hello.workerId
  }

  isBenched(now: number): boolean {
    return this.isHeld || now < this.benchedUntilMono
  }

  isSilent(now: number): boolean {
    return now - this.lastHeardMono > SILENCE_MS
  }

  /** Jobs that take much longer than this worker usually needs: it may hang. */
  overdueJobs(now: number): number[] {
    const late = [...this.inHand].filter(([, { sentMono, expectedMs }]) => now - sentMono > overdueAfter(expectedMs))
    return late.map(([jobId]) => jobId)
  }

  /** When the first of its jobs will be overdue, on the monotonic clock; Infinity if it has none. */
  get nextOverdueMono(): number {
    return Math.min(...[...this.inHand.values()].map(({ sentMono, expectedMs }) => sentMono + overdueAfter(expectedMs)))
  }

  /** Whether it may be given a job right now. */
  isEligible(now: number): boolean {
    // one that has never answered may need seconds for its first job: it gets no second one before
    const isProven = this.service.isMeasured || this.inHand.size === 0
    const isThere = !this.isBenched(now) && !this.isSilent(now) && now >= this.#leavesUntilMono
    return this.credits > 0 && isProven && isThere && this.overdueJobs(now).length === 0
  }

  /** When a job given to it now would be expected back, in ms from now. */
  expectedMs(frames: number): number {
    const one = this.service.roundTripMs(frames)
    return one === undefined ? 0 : one + this.inHand.size * (this.service.busyMs(frames) ?? one)
  }

  /** It was asked to start anew: it gets nothing more that it would only give back. */
  leavesSoon(now: number): void {
    this.#leavesUntilMono = now + LEAVES_WITHIN_MS
  }

  /** It is benched no longer, whoever has benched it. */
  release(): void {
    this.isHeld = false
    this.benchedUntilMono = 0
  }

  grant(n: number): void {
    this.credits = Math.min(MAX_CREDITS, this.credits + n)
  }

  /** @param typicalMs what such a job takes on the other workers, for one about which nothing is known yet */
  gave(jobId: number, frames: number, now: number, typicalMs: number = FIRST_JOB_MS): void {
    this.credits--
    const expectedMs = this.service.isMeasured ? this.expectedMs(frames) : typicalMs
    this.inHand.set(jobId, { sentMono: now, expectedMs })
  }

  /** Takes a job out of its hands and accounts for the time. @returns when it was sent, or undefined if it did not have it */
  tookBack(jobId: number, now: number): number | undefined {
    const job = this.inHand.get(jobId)
    if (!job) return undefined
    this.inHand.delete(jobId)
    this.#busyMs.count(now, Math.max(0, now - Math.max(job.sentMono, this.#busyMono)))
    this.#busyMono = now
    return job.sentMono
  }

  succeeded(frames: number, now: number): void {
    this.framesDone += frames
    this.#frames.count(now, frames)
    this.#strikes = 0
    this.#benchMs = BENCH_MS
  }

  /** @returns for how long it is benched, in ms, if this was one bad result too many */
  failed(reason: string, now: number): number | undefined {
    this.failures++
    this.lastError = reason
    if (++this.#strikes < STRIKES) return undefined
    const ms = this.#benchMs
    this.#strikes = 0
    this.#benchMs = Math.min(ms * 2, MAX_BENCH_MS)
    this.benchedUntilMono = now + ms
    return ms
  }

  status(now: number): WorkerStatus {
    return {
      id: this.id,
      engine: this.hello.engine,
      device: this.hello.device,
      state: this.isBenched(now) ? 'benched' : this.isSilent(now) ? 'silent' : 'ready',
      connectedSinceMs: this.connectedWallMs,
      jobsInFlight: this.inHand.size,
      framesDone: this.framesDone,
      failures: this.failures,
      fps: this.#frames.perSecond(now),
      load: Math.min(1, this.#busyMs.perSecond(now) / 1000),
      latencyMs: this.service.lastRoundTripMs,
      ...(this.gpu && { gpu: this.gpu }),
      ...(this.lastError !== undefined && { lastError: this.lastError }),
      ...(this.isHeld && { benchedByOperator: true as const }),
      ...(!this.isHeld && this.isBenched(now) && { benchedForMs: this.benchedUntilMono - now }),
    }
  }
}

function overdueAfter(expectedMs: number): number {
  return expectedMs * OVERDUE_FACTOR + OVERDUE_FLOOR_MS
}
