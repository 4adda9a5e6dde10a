import { reasonOf } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { Capture } from '#frame/capture.ts'
import type { Settings } from '#settings/schema.ts'
import type { SettingsReader } from '#settings/store.ts'
import { Condition } from './condition.ts'
import type { Source, SourceOptions, SourceState } from './source.ts'
import { sourceOf } from './sourceOf.ts'

/** What the settings say about where pictures come from. */
export type SourceWish = Pick<Settings, 'mode' | 'camera'>

export type SwitchingOptions = Pick<SourceOptions, 'clock' | 'signal' | 'log'> & {
  readonly settings: SettingsReader
  /** Opens what is wished for; ends promptly when the signal aborts. */
  readonly open: (wish: SourceWish, signal: AbortSignal) => Promise<Source>
}

/** An open source that has delivered a picture, which nobody has seen yet. */
type Ready = {
  readonly key: string
  readonly source: Source
  readonly captures: AsyncIterator<Capture, void>
  readonly first: Capture
}

/**
 * A source that can be exchanged while the show runs: the new one is opened beside the old one, which plays on until the new
 * one has delivered its first picture. One that cannot be opened is tried again until it can, or until another is wanted.
 * @throws whatever opening the first one throws
 */
export async function switching(options: SwitchingOptions): Promise<Source> {
  const first = await options.open(options.settings.current, options.signal)
  const exchange = new Switching(options, first)
  return sourceOf({
    signal: options.signal,
    state: () => exchange.state,
    read: (signal) => exchange.read(signal),
    close: () => exchange.close(),
  })
}

class Switching {
  readonly #options: SwitchingOptions
  readonly #condition: Condition
  readonly #stopListening: () => void
  #current: Source
  #playing: string
  /** What plays, or will play as soon as it can be opened. */
  #wanted: string
  #attempt = new AbortController()
  #opening: Promise<void> = Promise.resolve()
  #ready: Ready | undefined
  #wake: () => void = () => undefined

  constructor(options: SwitchingOptions, first: Source) {
    const { settings } = options
    this.#options = options
    this.#condition = new Condition(options)
    this.#current = first
    this.#playing = keyOf(settings.current)
    this.#wanted = this.#playing
    this.#stopListening = settings.onChange((change) => this.#follow(change.settings))
  }

  get state(): SourceState {
    const wellness = this.#condition.now
    return wellness.isHealthy ? this.#current.state : { ...this.#current.state, ...wellness }
  }

  async *read(signal: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    let captures: AsyncIterator<Capture, void> = this.#current[Symbol.asyncIterator]()
    let pending = captures.next()
    while (!signal.aborted) {
      const result = await this.#nextOf(pending, signal)
      if (signal.aborted) return
      const ready = this.#takeReady()
      if (ready) {
        // what the old source says at its end is nobody's business any more
        pending.catch(() => undefined)
        await this.#exchange(ready)
        captures = ready.captures
        pending = captures.next()
        yield ready.first
      } else if (result) {
        if (result.done) return
        pending = captures.next()
        yield result.value
      }
    }
  }

  async close(): Promise<void> {
    this.#stopListening()
    this.#attempt.abort()
    await this.#opening
    await this.#ready?.source[Symbol.asyncDispose]()
    await this.#current[Symbol.asyncDispose]()
  }

  /** The next picture, or nothing when another source has become ready, or when it is over. */
  #nextOf(pending: Promise<IteratorResult<Capture, void>>, signal: AbortSignal) {
    // made anew for every picture: a promise that lasts would keep all that were ever raced against it
    return new Promise<IteratorResult<Capture, void> | undefined>((resolve, reject) => {
      this.#wake = () => resolve(undefined)
      signal.addEventListener('abort', this.#wake, { once: true })
      pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', this.#wake))
      if (this.#ready || signal.aborted) this.#wake()
    })
  }

  #takeReady(): Ready | undefined {
    const ready = this.#ready
    this.#ready = undefined
    return ready
  }

  async #exchange({ key, source }: Ready): Promise<void> {
    const old = this.#current
    this.#current = source
    this.#playing = key
    await old[Symbol.asyncDispose]()
  }

  #follow(wish: SourceWish): void {
    const key = keyOf(wish)
    if (key === this.#wanted) return
    this.#wanted = key
    this.#attempt.abort()
    this.#attempt = new AbortController()
    const { signal } = this.#attempt
    // one after the other: an attempt that is given up has closed what it opened before the next one opens something
    this.#opening = this.#opening.then(() => (key === this.#playing ? this.#stay() : this.#openUntil(wish, signal)))
  }

  /** What plays is what is wanted again. */
  async #stay(): Promise<void> {
    await this.#takeReady()?.source[Symbol.asyncDispose]()
    this.#condition.clear('What was to play instead is no longer wanted.')
  }

  async #openUntil(wish: SourceWish, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options
    const backoff = new Backoff({ firstMs: 500, maxMs: 5000 })
    await this.#takeReady()?.source[Symbol.asyncDispose]()
    while (!signal.aborted && !this.#options.signal.aborted) {
      try {
        const ready = await this.#openOnce(wish, signal)
        if (ready) return this.#present(ready)
      } catch (error) {
        if (!signal.aborted) this.#condition.report(`${reasonOf(error)} The source before keeps playing.`)
      }
      await clock.until(clock.now() + backoff.next(), signal)
    }
  }

  #present(ready: Ready): void {
    this.#condition.clear(`${ready.source.state.name} plays now.`)
    this.#ready = ready
    this.#wake()
  }

  /** Opens a source and waits for its first picture. @returns nothing if it has ended without one, or is not wanted any more */
  async #openOnce(wish: SourceWish, signal: AbortSignal): Promise<Ready | undefined> {
    const opened = new AbortController()
    const closeEarly = () => opened.abort()
    signal.addEventListener('abort', closeEarly, { once: true })
    const lasting = AbortSignal.any([this.#options.signal, opened.signal])
    const source = await this.#options.open(wish, lasting)
    const captures = source[Symbol.asyncIterator]()
    const { value: first } = await captures.next()
    signal.removeEventListener('abort', closeEarly)
    if (first && !signal.aborted) return { key: keyOf(wish), source, captures, first }
    await source[Symbol.asyncDispose]()
    return undefined
  }
}

function keyOf({ mode, camera }: SourceWish): string {
  return mode === 'camera' ? `camera ${camera}` : mode
}
