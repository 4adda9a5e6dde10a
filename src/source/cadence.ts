import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '#flow/clock.ts'

/** `live`: at the rate of the settings. `asap`: as soon as it is asked for. */
export type Schedule = 'live' | 'asap'

export type CadenceOptions = {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Asked before every tick, so that the rate may change at any time. */
  readonly fps: () => number
  readonly schedule?: Schedule | undefined
}

// so far behind, catching up would be a burst of pictures that nobody can use
const TICKS_BEHIND = 3
const HURRIED_MS = 1000 / 30

/** When the next picture is due: even ticks at a rate that may change while one is waited for. */
export class Cadence {
  readonly #options: CadenceOptions
  #lastMono: number | undefined
  #isHurried = false
  #wake = new AbortController()

  constructor(options: CadenceOptions) {
    this.#options = options
    options.signal.addEventListener('abort', () => this.#wake.abort(), { once: true })
  }

  /** Waits for the next tick. @returns its moment on the clock, or undefined when the signal has aborted */
  async next(): Promise<number | undefined> {
    const { clock, signal, schedule } = this.#options
    // a turn of the event loop, so that a reader who always wants more leaves room for everybody else
    if (schedule === 'asap') await turn()
    else while (!signal.aborted && clock.now() < this.#dueMono()) await clock.until(this.#dueMono(), this.#wake.signal)
    if (signal.aborted) return undefined
    this.#lastMono = schedule === 'asap' ? clock.now() : this.#tick()
    this.#isHurried = false
    return this.#lastMono
  }

  /** The rate has changed: what is being waited for is due at another moment. */
  rateChanged(): void {
    this.#wake.abort()
    if (!this.#options.signal.aborted) this.#wake = new AbortController()
  }

  /** Something should be seen now: at a slow rate the next tick does not wait its full time. */
  hurry(): void {
    if (1000 / this.#options.fps() <= HURRIED_MS) return
    this.#isHurried = true
    this.rateChanged()
  }

  #dueMono(): number {
    if (this.#lastMono === undefined) return Number.NEGATIVE_INFINITY
    const periodMs = 1000 / this.#options.fps()
    return this.#lastMono + (this.#isHurried ? Math.min(periodMs, HURRIED_MS) : periodMs)
  }

  #tick(): number {
    const now = this.#options.clock.now()
    const due = this.#dueMono()
    const latestMs = (TICKS_BEHIND * 1000) / this.#options.fps()
    // a tick that was hurried or is far too late happens now; all others when they were due
    return this.#isHurried || now - due > latestMs ? now : due
  }
}
