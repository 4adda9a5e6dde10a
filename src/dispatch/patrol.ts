import type { Clock } from '#flow/clock.ts'
import type { JobBook } from './jobBook.ts'
import type { OpenJob } from './openJob.ts'
import { OVERDUE_FLOOR_MS, type RemoteWorker } from './remoteWorker.ts'
import type { Roster } from './roster.ts'

/** How often silent workers are looked for while nobody has a job. */
const IDLE_LOOK_MS = 250
/** When a round is this late the machine was asleep or stalled, and the silence of others means nothing. */
const STALL_MS = 300

export type PatrolOptions = {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly roster: Roster
  readonly book: JobBook
  /** Frames older than this are not handed to anybody any more, in ms. */
  readonly maxAgeMs: number
  /** After each round: time has passed, and a worker may be fit again. */
  readonly onRound: () => void
  /** A job takes far longer than its holder usually needs. Told again each round until the job is hedged or answered. */
  readonly onOverdue: (job: OpenJob, holder: RemoteWorker) => void
  readonly onTooOld: (job: OpenJob) => void
}

/** Notices what only the passing of time tells: workers that are silent, jobs that are overdue, frames that are too old. */
export class Patrol {
  readonly #options: PatrolOptions
  #isOver = false
  #busyMono = Number.NEGATIVE_INFINITY

  constructor(options: PatrolOptions) {
    this.#options = options
  }

  /** Somebody has just been given a job: it wants to be watched closely. */
  jobGiven(): void {
    this.#busyMono = this.#options.clock.now()
  }

  stop(): void {
    this.#isOver = true
  }

  async run(): Promise<void> {
    const { clock, signal, roster, onRound } = this.#options
    while (!this.#isOver) {
      const next = this.#nextRoundMono()
      await clock.until(next, signal)
      if (this.#isOver) return
      if (clock.now() - next < STALL_MS) roster.dismissSilent(clock.now())
      this.#findOldJobs()
      onRound()
      this.#findOverdueJobs()
    }
  }

  #nextRoundMono(): number {
    const { clock, roster } = this.#options
    const now = clock.now()
    // while jobs come, one that is given meanwhile cannot be overdue before the floor
    const routine = now + (now - this.#busyMono > IDLE_LOOK_MS ? IDLE_LOOK_MS : OVERDUE_FLOOR_MS)
    const overdue = roster.all.map((worker) => worker.nextOverdueMono).filter((mono) => mono > now)
    return Math.min(routine, ...overdue)
  }

  #findOldJobs(): void {
    const { book, clock, maxAgeMs, onTooOld } = this.#options
    const oldest = clock.now() - maxAgeMs
    for (const job of book.unassigned) if (job.newestMono < oldest) onTooOld(job)
  }

  #findOverdueJobs(): void {
    const { book, clock, roster, onOverdue } = this.#options
    for (const worker of roster.all) {
      for (const jobId of worker.overdueJobs(clock.now())) {
        const job = book.at(jobId)
        if (job && !job.isHedged) onOverdue(job, worker)
      }
    }
  }
}
