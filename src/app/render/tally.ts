import type { Failure, Outcome } from './task.ts'

/** What has become of the pictures so far, those of earlier runs included. */
export class Tally {
  readonly total: number
  /** Done by earlier runs. */
  readonly already: number
  readonly failures: Failure[] = []
  #done: number

  /** @param left of `total` pictures, those that no earlier run has made */
  constructor({ total, left }: { readonly total: number; readonly left: number }) {
    this.total = total
    this.already = total - left
    this.#done = this.already
  }

  get done(): number {
    return this.#done
  }

  /** Done or failed. */
  get finished(): number {
    return this.#done + this.failures.length
  }

  add(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.isDone) this.#done++
      else this.failures.push(outcome)
    }
  }
}
