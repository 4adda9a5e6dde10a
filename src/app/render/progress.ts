import { SingleBar } from 'cli-progress'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { timeText } from './timeText.ts'

/** What a progress looks at; `total` may be an estimate that turns out too low. */
export type Counted = {
  readonly total: number
  readonly finished: number
  readonly failures: readonly unknown[]
}

export type ProgressOptions = {
  readonly tally: Counted
  /** What is counted, in the plural: pictures, unless it is something else. */
  readonly noun?: string
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
    this.#bar.start(totalOf(tally), tally.finished, { speed: '' })
  }

  /** The tally has grown. */
  show(): void {
    const { tally, clock } = this.#options
    const mono = clock.now()
    this.#history.push({ mono, finished: tally.finished })
    if (this.#history.length > RATE_OVER) this.#history.shift()
    this.#bar?.setTotal(totalOf(tally))
    if (this.#bar) this.#bar.update(tally.finished, { speed: this.#speed() })
    else if (mono - this.#saidMono >= LINE_EVERY_MS) this.#sayLine(mono)
  }

  [Symbol.dispose](): void {
    this.#bar?.stop()
  }

  #sayLine(mono: number): void {
    const { log, tally, noun = 'pictures' } = this.#options
    this.#saidMono = mono
    const { finished } = tally
    const total = totalOf(tally)
    const speed = this.#speed()
    log.info(`${finished} of ${total} ${noun}, ${speed}`, { finished, total, failed: tally.failures.length })
  }

  #speed(): string {
    const { tally, noun = 'pictures' } = this.#options
    const [first, last] = [this.#history[0], this.#history.at(-1)]
    if (!first || !last || last.mono === first.mono) return ''
    const perSecond = ((last.finished - first.finished) * 1000) / (last.mono - first.mono)
    // an estimate that is used up says nothing any more
    const rest = tally.total - tally.finished
    const left = rest >= 0 ? `, ${timeText(rest / perSecond)} left` : ''
    const failed = tally.failures.length > 0 ? `, ${tally.failures.length} failed` : ''
    return `${rateText(perSecond, noun)}${left}${failed}`
  }
}

function totalOf({ total, finished }: Counted): number {
  return Math.max(total, finished)
}

function rateText(perSecond: number, noun: string): string {
  if (perSecond >= 0.95) return `${perSecond.toFixed(1)} ${noun}/s`
  return `${(1 / perSecond).toFixed(1)} s per ${noun.replace(/s$/, '')}`
}
