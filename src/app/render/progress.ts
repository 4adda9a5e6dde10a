import { SingleBar } from 'cli-progress'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import type { Tally } from './tally.ts'
import { timeText } from './timeText.ts'

export type ProgressOptions = {
  readonly tally: Tally
  readonly clock: Clock
  readonly log: Log
  /** Where a bar is drawn, if it is a terminal; otherwise there is a line in the log every few seconds. */
  readonly terminal: Terminal
}

export type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean }

const LINE_EVERY_MS = 5000
/** The rate is that of so many last pictures: the first one takes longer, and sizes may change on the way. */
const RATE_OVER = 50

/** Shows how far a rendering is: done of total, pictures per second, time left. */
export class Progress implements Disposable {
  readonly #options: ProgressOptions
  readonly #bar: SingleBar | undefined
  /** How many pictures had been finished at which time (monotonic ms), the newest last. */
  readonly #history: { readonly mono: number; readonly finished: number }[]
  #saidMono: number

  constructor(options: ProgressOptions) {
    const { tally, clock, terminal } = options
    this.#options = options
    this.#saidMono = clock.now()
    this.#history = [{ mono: this.#saidMono, finished: tally.finished }]
    if (!terminal.isTTY) return
    this.#bar = new SingleBar({
      format: '{bar} {value}/{total}  {speed}',
      stream: terminal,
      hideCursor: true,
      gracefulExit: false, // signals are the program's
      barsize: 30,
      fps: 5,
    })
    this.#bar.start(tally.total, tally.finished, { speed: '' })
  }

  /** The tally has grown. */
  show(): void {
    const { tally, clock } = this.#options
    const mono = clock.now()
    this.#history.push({ mono, finished: tally.finished })
    if (this.#history.length > RATE_OVER) this.#history.shift()
    if (this.#bar) this.#bar.update(tally.finished, { speed: this.#speed() })
    else if (mono - this.#saidMono >= LINE_EVERY_MS) this.#sayLine(mono)
  }

  [Symbol.dispose](): void {
    this.#bar?.stop()
  }

  #sayLine(mono: number): void {
    const { log, tally } = this.#options
    this.#saidMono = mono
    const { finished, total } = tally
    log.info(`${finished} of ${total} pictures, ${this.#speed()}`, { finished, total, failed: tally.failures.length })
  }

  #speed(): string {
    const { tally } = this.#options
    const [first, last] = [this.#history[0], this.#history.at(-1)]
    if (!first || !last || last.mono === first.mono) return ''
    const perSecond = ((last.finished - first.finished) * 1000) / (last.mono - first.mono)
    const left = timeText((tally.total - tally.finished) / perSecond)
    const failed = tally.failures.length > 0 ? `, ${tally.failures.length} failed` : ''
    return `${rateText(perSecond)}, ${left} left${failed}`
  }
}

function rateText(perSecond: number): string {
  return perSecond >= 0.95 ? `${perSecond.toFixed(1)} pictures/s` : `${(1 / perSecond).toFixed(1)} s per picture`
}
