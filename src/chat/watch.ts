import type { Clock } from '#flow/clock.ts'
import type { ShowEvent } from '#remote/answers.ts'
import { shownValues } from './shownValue.ts'

type Values = Readonly<Record<string, unknown>>

/** So long after a command of ours, the same values are taken to be its doing, in ms. */
const OURS_FOR_MS = 2000
/** An event can arrive before the answer that tells that it is our doing, in ms. */
const PATIENCE_MS = 300
/** A fader that is moved tells twenty values a second; one line a second is what people read. */
const EVERY_MS = 1000

/** Tells what others change, calmly, while somebody wants to know. */
export class Watch {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #tell: (line: string) => void
  #isOn = false
  #ours: { values: Values; untilMs: number } = { values: {}, untilMs: 0 }
  #news: { values: Values; by: string } | undefined
  #toldAt = Number.NEGATIVE_INFINITY

  constructor({ clock, signal, tell }: { clock: Clock; signal: AbortSignal; tell: (line: string) => void }) {
    this.#clock = clock
    this.#signal = signal
    this.#tell = tell
  }

  /** Starts or stops; without `isOn` the one that it is not. Says which. */
  turn(isOn: boolean = !this.#isOn): string {
    this.#isOn = isOn
    return isOn ? 'watching what others change' : 'not watching any more'
  }

  /** Values that this chat has set: the event about them is no news. */
  expect(values: Values): void {
    const now = this.#clock.now()
    const before = now < this.#ours.untilMs ? this.#ours.values : {}
    this.#ours = { values: { ...before, ...values }, untilMs: now + OURS_FOR_MS }
  }

  /** Takes note of an event, whatever it is about. */
  notice(event: ShowEvent): void {
    if (!this.#isOn || event.type !== 'settings') return
    if (Object.keys(event.changed).length === 0) return
    const isFirst = this.#news === undefined
    this.#news = { values: { ...this.#news?.values, ...event.changed }, by: event.by }
    if (isFirst) void this.#tellSoon()
  }

  #isOurs(name: string, value: unknown): boolean {
    const { values, untilMs } = this.#ours
    return this.#clock.now() < untilMs && JSON.stringify(values[name]) === JSON.stringify(value)
  }

  async #tellSoon(): Promise<void> {
    await this.#clock.until(Math.max(this.#toldAt + EVERY_MS, this.#clock.now() + PATIENCE_MS), this.#signal)
    const { values = {}, by = '' } = this.#news ?? {}
    this.#news = undefined
    const others = Object.entries(values).filter(([name, value]) => !this.#isOurs(name, value))
    if (others.length === 0 || !this.#isOn || this.#signal.aborted) return
    this.#toldAt = this.#clock.now()
    this.#tell(`${by}: ${shownValues(Object.fromEntries(others))}`)
  }
}
