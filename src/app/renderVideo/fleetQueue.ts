import type { PlannedJob } from '#dispatch/toJobs.ts'
import type { Transformed } from '#frame/transformed.ts'
import type { FilmPlace } from './filmFrame.ts'

/** A batch for the workers, and which pictures of the film it holds, one for each frame. */
export type FilmJob = { readonly job: PlannedJob; readonly places: readonly FilmPlace[] }

/** What the workers made of one picture. */
export type FleetResult = { readonly place: FilmPlace } & ({ readonly jpeg: Uint8Array } | { readonly reason: string })

/** A frame that all who were asked could not redraw is tried so many times in all; others may have come meanwhile. */
const MAX_TRIES = 3
/** Frames that are on their way at once: so far may fast workers be ahead of a slow one. A few hundred KB each. */
const WINDOW = 192

/** Jobs for workers that come and go, and their results in the order of the film. Nothing is lost on the way. */
export class FleetQueue {
  readonly #signal: AbortSignal
  /** In the order of the film, not handed on yet. */
  readonly #order: number[] = []
  readonly #open = new Map<number, { readonly filmJob: FilmJob; readonly index: number; tries: number }>()
  readonly #answered = new Map<number, FleetResult>()
  readonly #again: PlannedJob[] = []
  #wake = Promise.withResolvers<void>()

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.#notify(), { once: true })
  }

  /** Jobs as the workers want them; the end comes when every picture is answered. */
  async *jobs(filmJobs: AsyncIterator<FilmJob>): AsyncGenerator<PlannedJob, void, undefined> {
    let isRead = false
    while (!this.#signal.aborted) {
      const again = this.#again.shift()
      if (again) yield again
      else if (isRead && this.#open.size === 0) return
      else if (isRead || this.#order.length >= WINDOW) await this.#wake.promise
      else {
        const next = await filmJobs.next()
        if (next.done) isRead = true
        else yield this.#take(next.value)
      }
    }
  }

  /** Puts results into the order of the film; a frame that failed is tried again, by itself. */
  async *inOrder(results: AsyncIterable<Transformed>): AsyncGenerator<FleetResult, void, undefined> {
    for await (const result of results) {
      this.#hear(result)
      for (let next = this.#next(); next; next = this.#next()) yield next
    }
  }

  #take(filmJob: FilmJob): PlannedJob {
    for (const [index, { seq }] of filmJob.job.frames.entries()) {
      this.#order.push(seq)
      this.#open.set(seq, { filmJob, index, tries: 0 })
    }
    return filmJob.job
  }

  #hear(result: Transformed): void {
    const { seq } = result.frame
    const open = this.#open.get(seq)
    if (!open) return // answered already: the dispatcher counts such
    const { filmJob, index } = open
    const place = filmJob.places[index] as FilmPlace
    if (result.type !== 'done' && ++open.tries < MAX_TRIES) this.#again.push(alone(filmJob.job, index))
    else {
      this.#open.delete(seq)
      this.#answered.set(seq, result.type === 'done' ? { place, jpeg: result.jpeg } : { place, reason: result.reason })
    }
    this.#notify()
  }

  #next(): FleetResult | undefined {
    const [seq] = this.#order
    const result = seq === undefined ? undefined : this.#answered.get(seq)
    if (!result || seq === undefined) return undefined
    this.#order.shift()
    this.#answered.delete(seq)
    this.#notify()
    return result
  }

  #notify(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}

function alone(job: PlannedJob, index: number): PlannedJob {
  return { ...job, frames: job.frames.slice(index, index + 1), looks: job.looks.slice(index, index + 1) }
}
