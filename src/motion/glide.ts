import type { Clock } from '#flow/clock.ts'
import type { SettingName, Settings } from '#settings/schema.ts'
import type { SettingsChange, SettingsReader, Transition } from '#settings/store.ts'
import { curved } from './curve.ts'

/** Settings that are numbers, at least sometimes. */
export type NumberName = { [Name in SettingName]: number extends Settings[Name] ? Name : never }[SettingName]
export type Numbers = Partial<Record<NumberName, number>>

export type GlideOptions = {
  readonly settings: SettingsReader
  /** Sets some numbers, each between its start and its end, whole where the setting is. */
  readonly write: (numbers: Numbers) => void
  /** Names of settings that take whole numbers only. */
  readonly isWhole: (name: NumberName) => boolean
  readonly clock: Clock
  /** Ends every glide where it is. */
  readonly signal: AbortSignal
}

type Way = { readonly from: number; readonly to: number; readonly startMono: number; readonly transition: Transition }

/** 30 times a second: as smooth as the pictures are. */
const EVERY_MS = 33

/**
 * Moves numbers of the settings over time. A number that anybody else sets on its way is let go, and the others glide on;
 * one that is to glide elsewhere starts from where it stands.
 */
export class Glide implements AsyncDisposable {
  readonly #options: GlideOptions
  readonly #ways = new Map<NumberName, Way>()
  readonly #closing = new AbortController()
  readonly #signal: AbortSignal
  readonly #stopListening: () => void
  #isWriting = false
  #run: Promise<void> | undefined

  constructor(options: GlideOptions) {
    this.#options = options
    this.#signal = AbortSignal.any([options.signal, this.#closing.signal])
    this.#stopListening = options.settings.onChange((change) => this.#letGo(change))
  }

  /** The numbers that are on their way. */
  get moving(): readonly NumberName[] {
    return [...this.#ways.keys()]
  }

  /** Sends numbers on their way. Without a duration they are there before this returns. */
  start(numbers: Numbers, transition: Transition): void {
    const names = Object.keys(numbers) as NumberName[]
    if (names.length === 0) return
    for (const name of names) this.#begin(name, numbers[name] as number, transition)
    if (transition.seconds <= 0) return this.#step()
    this.#run ??= this.#glide().finally(() => {
      this.#run = undefined
    })
  }

  /** Leaves everything where it is. */
  halt(): void {
    this.#ways.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.halt()
    this.#stopListening()
    this.#closing.abort()
    await this.#run
  }

  #begin(name: NumberName, to: number, transition: Transition): void {
    const { settings, clock } = this.#options
    const standing = settings.current[name]
    // from a word like `auto` there is no way but to jump
    const from = typeof standing === 'number' ? standing : to
    this.#ways.set(name, { from, to, startMono: clock.now(), transition })
  }

  async #glide(): Promise<void> {
    const { clock } = this.#options
    while (this.#ways.size > 0 && !this.#signal.aborted) {
      const ends = [...this.#ways.values()].map(endOf)
      await clock.until(Math.min(clock.now() + EVERY_MS, ...ends), this.#signal)
      if (!this.#signal.aborted) this.#step()
    }
    this.halt()
  }

  #step(): void {
    const ways = [...this.#ways]
    if (ways.length === 0) return
    const now = this.#options.clock.now()
    const numbers = Object.fromEntries(ways.map(([name, way]) => [name, this.#place(name, way, now)]))
    for (const [name, way] of ways) if (hasEnded(way, now)) this.#ways.delete(name)
    this.#isWriting = true
    try {
      this.#options.write(numbers)
    } finally {
      this.#isWriting = false
    }
  }

  #place(name: NumberName, way: Way, now: number): number {
    if (hasEnded(way, now)) return way.to
    const share = curved(way.transition.curve, (now - way.startMono) / (way.transition.seconds * 1000))
    const place = way.from + (way.to - way.from) * share
    return this.#options.isWhole(name) ? Math.round(place) : place
  }

  #letGo({ changed }: SettingsChange): void {
    if (this.#isWriting) return
    for (const name of this.#ways.keys()) if (Object.hasOwn(changed, name)) this.#ways.delete(name)
  }
}

function hasEnded(way: Way, now: number): boolean {
  return now >= endOf(way)
}

function endOf({ startMono, transition: { seconds } }: Way): number {
  return startMono + seconds * 1000
}
