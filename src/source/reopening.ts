import { reasonOf } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { Capture } from '#frame/capture.ts'
import { Condition } from './condition.ts'
import type { Source, SourceOptions, SourceState } from './source.ts'
import { sourceOf } from './sourceOf.ts'

/** One opening of a live source. It yields until it ends or fails, ends promptly when its signal aborts, and is closed once. */
export type Live = AsyncIterable<Capture> & AsyncDisposable

export type ReopeningOptions = Pick<SourceOptions, 'clock' | 'signal' | 'log'> & {
  /** What it is, in the operator's words: `camera /dev/video0`. */
  readonly name: string
  /** Called for every attempt. If the very first one fails, so does `reopening`. */
  readonly open: (signal: AbortSignal) => Promise<Live>
  /** Silence after which the source counts as stalled, in ms. */
  readonly stallMs?: number
  /** The same for the first picture of an opening: a network stream takes its time. */
  readonly firstMs?: number
}

// often enough for a change of the prompt to be seen, seldom enough to be cheap
const REPEAT_MS = 100

/**
 * A live source that does not end: what ends, fails or falls silent is closed and opened again, with growing pauses.
 * Meanwhile the last picture comes ten times a second, with its index and a new time, and `state` says what is wrong.
 */
export async function reopening(options: ReopeningOptions): Promise<Source> {
  const live = new Reopening(options)
  await live.open()
  return sourceOf({
    signal: options.signal,
    state: () => live.state,
    read: (signal) => live.read(signal),
    close: () => live.close(),
  })
}

class Reopening {
  readonly #options: ReopeningOptions
  readonly #condition: Condition
  readonly #backoff = new Backoff({ firstMs: 250, maxMs: 5000 })
  readonly #openedAtMs: number
  #attempt = new AbortController()
  /** Opened and not yet read. */
  #opened: Live | undefined
  /** Since when a picture is waited for, and for how long; undefined while nothing is open. */
  #waiting: { sinceMono: number; limitMs: number } | undefined
  #last: Capture | undefined

  constructor(options: ReopeningOptions) {
    this.#options = options
    this.#condition = new Condition(options)
    this.#openedAtMs = options.clock.wallMs()
  }

  get state(): SourceState {
    const { name } = this.#options
    const wellness = this.#condition.now
    if (this.#last) return { name, ...wellness, index: this.#last.index }
    return { name, isHealthy: false, problem: `${name} has delivered no picture yet.`, since: this.#openedAtMs, ...bad(wellness) }
  }

  async open(): Promise<void> {
    this.#attempt = new AbortController()
    this.#opened = await this.#options.open(this.#attempt.signal)
  }

  async close(): Promise<void> {
    this.#attempt.abort()
    await this.#opened?.[Symbol.asyncDispose]()
  }

  async *read(signal: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    const { clock } = this.#options
    signal.addEventListener('abort', () => this.#attempt.abort(), { once: true })
    const captures = this.#captures(signal)
    try {
      let next = this.#request(captures)
      let tick = clock.until(clock.now() + REPEAT_MS, signal)
      while (!signal.aborted) {
        const arrived = await Promise.race([next, tick])
        if (signal.aborted || arrived?.done) return
        if (arrived) {
          yield this.#remember(arrived.value)
          next = this.#request(captures)
        } else {
          this.#watch()
          if (this.#last && !this.#condition.now.isHealthy) yield this.#repeated(this.#last)
          tick = clock.until(clock.now() + REPEAT_MS, signal)
        }
      }
    } finally {
      this.#attempt.abort()
      await captures.return()
    }
  }

  /** Everything new, from one opening after the other. */
  async *#captures(signal: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    const { clock, name } = this.#options
    while (!signal.aborted) {
      try {
        yield* this.#attemptOnce()
        if (!signal.aborted) this.#fail(this.#stalled() ?? `${name} has ended`)
      } catch (error) {
        if (!signal.aborted) this.#fail(this.#stalled() ?? `${name} failed: ${reasonOf(error)}`)
      }
      this.#waiting = undefined
      await clock.until(clock.now() + this.#backoff.next(), signal)
    }
  }

  async *#attemptOnce(): AsyncGenerator<Capture, void, undefined> {
    const { clock, firstMs = 10_000 } = this.#options
    this.#waiting = { sinceMono: clock.now(), limitMs: firstMs }
    if (!this.#opened) await this.open()
    await using live = this.#opened as unknown as Live
    this.#opened = undefined
    yield* live
  }
}
