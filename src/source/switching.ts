import { reasonOf } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { Capture } from '#frame/capture.ts'
import type { Settings } from '#settings/schema.ts'
import type { SettingsReader } from '#settings/store.ts'
import { Condition } from './condition.ts'
import { Leaving } from './leaving.ts'
import { Part } from './part.ts'
import type { Source, SourceOptions, SourceState } from './source.ts'
import { sourceOf } from './sourceOf.ts'

/** What the settings say about where pictures come from. */
export type SourceWish = Pick<Settings, 'mode' | 'camera'>

export type SwitchingOptions = Pick<SourceOptions, 'clock' | 'signal' | 'log'> & {
  /** `mode` and `camera` are followed live. */
  readonly settings: SettingsReader
  /** Opens what is wished for; ends promptly when the signal aborts. */
  readonly open: (wish: SourceWish, signal: AbortSignal) => Promise<Source>
  /** Whether both need one device, which cannot be had twice at a time. */
  readonly collide?: (playing: SourceWish, wanted: SourceWish) => Promise<boolean>
}

/** Opening takes longer than this only where something hangs. */
const OPEN_WITHIN_MS = 10_000
/** A source that has been opened may take this long for its first picture before anybody is told. */
const FIRST_PICTURE_MS = 3000

/**
 * A source that can be exchanged while the show runs: the new one is opened beside the old one, which plays on until the new
 * one has delivered its first picture. One that cannot be opened is tried again until it can, or until another is wanted.
 * @throws whatever opening the first one throws
 */
export async function switching(options: SwitchingOptions): Promise<Source> {
  const wish = wishOf(options.settings)
  const first = await options.open(wish, options.signal)
  const exchange = new Switching(options, wish, new Part(first))
  return sourceOf({
    signal: options.signal,
    state: () => exchange.state,
    read: (signal) => exchange.read(signal),
    close: () => exchange.close(),
  })
}

class Switching {
  readonly #options: SwitchingOptions
  /** What is wrong with the source that is wanted. */
  readonly #trouble: Condition
  readonly #leaving: Leaving
  readonly #stopListening: () => void
  #playing: Part
  #playingWish: SourceWish
  #wanted: SourceWish
  /** Opened, and without a picture so far. */
  #upcoming: { readonly part: Part; readonly sinceMs: number } | undefined
  #attempt = new AbortController()
  #pursuit: Promise<void> | undefined
  #lastMono = Number.NEGATIVE_INFINITY
  #isClosed = false
  /** Has the reader look again. */
  #wake: () => void = () => undefined

  constructor(options: SwitchingOptions, wish: SourceWish, first: Part) {
    this.#options = options
    this.#trouble = new Condition(options)
    this.#leaving = new Leaving(options)
    this.#playing = first
    this.#playingWish = wish
    this.#wanted = wish
    this.#stopListening = options.settings.onChange(({ changed }) => this.#follow(changed))
    this.#follow({}) // what was changed while the first one opened
  }

  get state(): SourceState {
    const { state } = this.#playing.source
    if (!this.#trouble.now.isHealthy) return { ...state, ...this.#trouble.now }
    const { part, sinceMs = 0 } = this.#upcoming ?? {}
    const problem = part?.source.state.problem
    const isLate = this.#options.clock.wallMs() - sinceMs > FIRST_PICTURE_MS
    return problem && isLate ? { ...state, isHealthy: false, problem: this.#told(problem), since: sinceMs } : state
  }

  async *read(signal: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    const wake = () => this.#wake()
    signal.addEventListener('abort', wake, { once: true })
    try {
      while (!signal.aborted) {
        const part = this.#playing
        await this.#news(part)
        const answer = part.take()
        if (signal.aborted) return
        // one that was closed for another has its end behind it
        if (answer?.done && !part.isOver) return
        if (answer && !answer.done) yield this.#inOrder(answer.value)
      }
    } finally {
      signal.removeEventListener('abort', wake)
      this.#end()
    }
  }

  async close(): Promise<void> {
    this.#end()
    this.#leave(this.#playing)
    await this.#pursuit
    await this.#leaving.gone()
  }

  #end(): void {
    this.#isClosed = true
    this.#stopListening()
    this.#attempt.abort()
  }

  /** Resolves when the source has answered, another one has taken over, or the reading is over. */
  #news(part: Part): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      // one that is closed would answer at once, for ever
      if (!part.isOver) part.ask(resolve)
    })
  }

  /** The first picture of a source may have been captured before the last one of the source before it. */
  #inOrder(capture: Capture): Capture {
    const { clock } = this.#options
    const isLate = capture.capturedMono < this.#lastMono
    const timed = isLate ? { ...capture, capturedMono: clock.now(), capturedAtMs: clock.wallMs() } : capture
    this.#lastMono = timed.capturedMono
    return timed
  }

  #follow(changed: Partial<Settings>): void {
    const before = this.#wanted
    this.#wanted = wishOf(this.#options.settings)
    // a folder that could not be played may be another one now
    const isFolderChanged = this.#wanted.mode === 'video' && changed.directory !== undefined
    if (this.#isClosed || (isSame(before, this.#wanted) && !isFolderChanged)) return
    this.#attempt.abort()
    this.#trouble.clear('The source that could not be had is no longer wanted.')
    if (!this.#isAsWanted()) this.#pursuit ??= this.#pursue()
  }

  #isAsWanted(): boolean {
    return !this.#playing.isOver && isSame(this.#playingWish, this.#wanted)
  }

  /** One opening after the other, always of what is wanted then, until it plays. */
  async #pursue(): Promise<void> {
    const { clock } = this.#options
    const backoff = new Backoff({ firstMs: 500, maxMs: 5000 })
    while (!this.#isClosed && !this.#isAsWanted()) {
      this.#attempt = new AbortController()
      const { signal } = this.#attempt
      await this.#bringOn(this.#wanted, signal).catch((error) => this.#report(error, signal))
      if (!this.#isAsWanted()) await clock.until(clock.now() + backoff.next(), signal)
      if (signal.aborted) backoff.reset()
    }
    this.#pursuit = undefined
  }

  async #bringOn(wish: SourceWish, signal: AbortSignal): Promise<void> {
    const part = await this.#opened(wish, signal)
    this.#upcoming = { part, sinceMs: this.#options.clock.wallMs() }
    try {
      await part.firstAnswer()
      signal.throwIfAborted()
      this.#takeOver(part, wish)
    } catch (error) {
      this.#leave(part)
      throw error
    } finally {
      this.#upcoming = undefined
    }
  }

  /** @throws Error when it cannot be opened, hangs, or is not wanted any more; it is closed then, if it ever opens */
  async #opened(wish: SourceWish, signal: AbortSignal): Promise<Part> {
    const { clock } = this.#options
    await this.#leaving.gone(signal)
    signal.throwIfAborted()
    this.#leaving.check()
    const opening = this.#open(wish, signal)
    const settled = new AbortController()
    const limit = AbortSignal.any([signal, settled.signal])
    const tooLong = clock.until(clock.now() + OPEN_WITHIN_MS, limit).then(() => undefined)
    const source = await Promise.race([opening, tooLong]).finally(() => settled.abort())
    if (source && !signal.aborted) return new Part(source)
    this.#leaving.add(opening.then((late) => late[Symbol.asyncDispose]()))
    throw new Error(`The source (${keyOf(wish)}) does not open within ${OPEN_WITHIN_MS / 1000} s.`)
  }

  async #open(wish: SourceWish, signal: AbortSignal): Promise<Source> {
    const { open, collide, signal: ending } = this.#options
    if (!this.#playing.isOver && (await collide?.(this.#playingWish, wish))) {
      signal.throwIfAborted()
      this.#leave(this.#playing)
      await this.#leaving.gone(signal)
    }
    signal.throwIfAborted()
    return open(wish, AbortSignal.any([ending, signal]))
  }

  #takeOver(part: Part, wish: SourceWish): void {
    const before = this.#playing
    this.#playing = part
    this.#playingWish = wish
    // what is wanted next must not end what plays
    this.#attempt = new AbortController()
    const { name } = part.source.state
    this.#trouble.clear(`${name} could be had at last.`)
    this.#options.log.info(`source: ${name}`)
    this.#leave(before)
    this.#wake()
  }

  #leave(part: Part): void {
    if (part.isOver) return
    part.isOver = true
    this.#leaving.add(part.source[Symbol.asyncDispose]())
  }

  #report(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) this.#trouble.report(this.#told(reasonOf(error)))
  }

  #told(problem: string): string {
    return this.#playing.isOver ? problem : `${problem} The one before keeps playing.`
  }
}

function wishOf({ current: { mode, camera } }: SettingsReader): SourceWish {
  return { mode, camera }
}

function isSame(a: SourceWish, b: SourceWish): boolean {
  return keyOf(a) === keyOf(b)
}

function keyOf({ mode, camera }: SourceWish): string {
  return mode === 'camera' ? `camera ${camera}` : mode
}
