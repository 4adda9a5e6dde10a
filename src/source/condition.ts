import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'

/** Whether something is well, as `SourceState` says it. */
export type Wellness = { readonly isHealthy: boolean; readonly problem?: string; readonly since?: number }

const WELL: Wellness = { isHealthy: true }

/** One thing that can be wrong: since when, why, and a line in the log when that changes. */
export class Condition {
  readonly #clock: Clock
  readonly #log: Log
  #now: Wellness = WELL

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock
    this.#log = log
  }

  get now(): Wellness {
    return this.#now
  }

  /** Says what is wrong; `since` stays that of the first report while it lasts. */
  report(problem: string): void {
    if (this.#now.problem === problem) return
    this.#log.warn(problem)
    this.#now = { isHealthy: false, problem, since: this.#now.since ?? this.#clock.wallMs() }
  }

  /** Says that it is well (again). @param message logged if it was not */
  clear(message: string): void {
    if (this.#now.isHealthy) return
    this.#now = WELL
    this.#log.info(message)
  }
}
