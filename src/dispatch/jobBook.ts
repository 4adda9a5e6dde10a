import { OpenJob } from './openJob.ts'
import type { RemoteWorker } from './remoteWorker.ts'
import type { PlannedJob } from './toJobs.ts'

/** Every job that has not been answered, and which of them are in nobody's hands. */
export class JobBook {
  readonly #open = new Map<number, OpenJob>()
  #unassigned: OpenJob[] = []
  #nextId = 0

  /** Jobs in nobody's hands, the oldest first. */
  get unassigned(): readonly OpenJob[] {
    return this.#unassigned
  }

  get isEmpty(): boolean {
    return this.#open.size === 0
  }

  /** Frames that wait for a worker, and frames that are in somebody's hands. */
  get load(): { readonly waiting: number; readonly inFlight: number } {
    const waiting = countFrames(this.#unassigned)
    return { waiting, inFlight: countFrames(this.#open.values()) - waiting }
  }

  add(planned: PlannedJob): void {
    const job = new OpenJob(this.#nextId++, planned)
    this.#open.set(job.id, job)
    this.#unassigned.push(job)
  }

  at(id: number): OpenJob | undefined {
    return this.#open.get(id)
  }

  /** Whether a job of this number was ever made. */
  knows(id: number): boolean {
    return id < this.#nextId
  }

  assign(job: OpenJob, worker: RemoteWorker): void {
    job.holders.add(worker)
    this.#unassigned = this.#unassigned.filter((other) => other !== job)
  }

  /** A worker does not have the job any more. If nobody else has it either, it waits for another one again. */
  takeFrom(worker: RemoteWorker, job: OpenJob): void {
    job.holders.delete(worker)
    if (job.holders.size > 0 || this.#unassigned.includes(job)) return
    this.#unassigned = [...this.#unassigned, job].sort((a, b) => a.id - b.id)
  }

  /** The job is answered. */
  close(job: OpenJob): void {
    this.#open.delete(job.id)
    this.#unassigned = this.#unassigned.filter((other) => other !== job)
  }
}

function countFrames(jobs: Iterable<OpenJob>): number {
  let n = 0
  for (const job of jobs) n += job.frames.length
  return n
}
