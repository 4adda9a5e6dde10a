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
  /** What may be shown of a reason: ffmpeg names the whole address, with its password. */
  readonly shown?: (reason: string) => string
  /** Silence after which the source counts as stalled, in ms. */
  readonly stallMs?: number
  /** The same for the first picture of an opening: a network stream takes its time. */
  readonly firstMs?: number
}

/** A picture that was asked for; `settled` aborts when it is there, or no longer wanted. */
type Request = { result: IteratorResult<Capture, void> | undefined; readonly settled: AbortController }

// often enough for a change of the prompt to be seen, seldom enough to be cheap
const REPEAT_MS = 100

/**
 * A live source that does not end: what ends, fails or falls silent is closed and opened again, with growing pauses.
 * Meanwhile the last picture comes ten times a second, with its index and a new time, and `state` says what is wrong.
 */
export async function reopening(options: ReopeningOptions): Promise<Source> {
  const live = new Reopening(options)
  await live.openFirst()
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
  /** Ends the opening that is in use. */
  #attempt = new AbortController()
  /** Opened, and not read yet. */
  #first: Live | undefined
  /** Since when a picture is waited for, and how long it may take; undefined while nothing is open. */
  #waiting: { readonly sinceMono: number; readonly limitMs: number } | undefined
  #requested: Request | undefined
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
    if (!wellness.isHealthy) return { name, ...wellness }
    return { name, isHealthy: false, problem: `${name} has delivered no picture yet.`, since: this.#openedAtMs }
  }

  async openFirst(): Promise<void> {
    this.#first = await this.#open()
  }

  async close(): Promise<void> {
    this.#attempt.abort()
    await this.#first?.[Symbol.asyncDispose]()
  }

  async *read(signal: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    signal.addEventListener('abort', () => this.#stop(), { once: true })
    const captures = this.#captures(signal)
    try {
      while (!signal.aborted) {
        const request = this.#request(captures)
        yield* this.#repeatedUntil(request.settled.signal)
        if (signal.aborted || !request.result || request.result.done) return
        yield this.#arrived(request.result.value)
      }
    } finally {
      this.#attempt.abort()
      await captures.return()
    }
  }

  /** Everything new, from one opening after the other. */
  async *#captures(signal: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    const { clock } = this.#options
    while (!signal.aborted) {
      let ending = 'has ended'
      try {
        yield* this.#oneOpening()
      } catch (error) {
        const { shown = (reason) => reason } = this.#options
        ending = `failed: ${shown(reasonOf(error))}`
      }
      // what was ended on purpose has had its reason told
      if (!this.#attempt.signal.aborted) this.#report(ending)
      this.#waiting = undefined
      await clock.until(clock.now() + this.#backoff.next(), signal)
    }
  }

  async *#oneOpening(): AsyncGenerator<Capture, void, undefined> {
    const { clock, firstMs = 10_000 } = this.#options
    this.#waiting = { sinceMono: clock.now(), limitMs: firstMs }
    await using live = this.#first ?? (await this.#open())
    this.#first = undefined
    // opening may take longer than anybody wants to wait for
    if (!this.#attempt.signal.aborted) yield* live
  }

  #open(): Promise<Live> {
    this.#attempt = new AbortController()
    return this.#options.open(this.#attempt.signal)
  }

  /** Asks for the next new picture. A reader who takes his time is no stall, so the waiting begins anew. */
  #request(captures: AsyncGenerator<Capture, void, undefined>): Request {
    if (this.#waiting) this.#waiting = { ...this.#waiting, sinceMono: this.#options.clock.now() }
    const request: Request = { result: undefined, settled: new AbortController() }
    this.#requested = request
    void captures.next().then((result) => {
      request.result = result
      request.settled.abort()
    })
    return request
  }

  /** The last picture again and again while something is wrong, until `settled` aborts. */
  async *#repeatedUntil(settled: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    const { clock } = this.#options
    for (;;) {
      // no race of promises: an outage of a week would hang a million of them on the one that is missing
      await clock.until(clock.now() + REPEAT_MS, settled)
      if (settled.aborted) return
      this.#watch()
      if (this.#last && !this.#condition.now.isHealthy) yield this.#repeated(this.#last)
    }
  }

  #stop(): void {
    this.#attempt.abort()
    this.#requested?.settled.abort()
  }

  #arrived(capture: Capture): Capture {
    const { name, stallMs = 2000 } = this.#options
    if (this.#waiting) this.#waiting = { ...this.#waiting, limitMs: stallMs }
    this.#backoff.reset()
    this.#condition.clear(`${name} is back.`)
    this.#last = capture
    return capture
  }

  #repeated(last: Capture): Capture {
    const { clock } = this.#options
    return { ...last, capturedAtMs: clock.wallMs(), capturedMono: clock.now() }
  }

  #watch(): void {
    if (!this.#waiting || this.#attempt.signal.aborted) return
    const { sinceMono, limitMs } = this.#waiting
    if (this.#options.clock.now() - sinceMono < limitMs) return
    this.#report(`has delivered no picture for ${limitMs / 1000} s`)
    this.#attempt.abort()
  }

  #report(problem: string): void {
    const sentence = `${this.#options.name} ${problem}; opening it again.`
    this.#condition.report(this.#last ? `${sentence} The last picture stays.` : sentence)
  }
}
