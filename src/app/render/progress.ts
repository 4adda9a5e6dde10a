import { SingleBar } from 'cli-progress'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import type { Outcome } from './task.ts'

export type ProgressOptions = {
  readonly total: number
  /** Of them, those that an earlier run has made. */
  readonly already: number
  readonly clock: Clock
  readonly log: Log
  /** Where a bar is drawn, if it is a terminal; otherwise there is a line in the log every few seconds. */
  readonly terminal: NodeJS.WriteStream
}

const LINE_EVERY_MS = 5000
/** The rate is that of so many last pictures: the first one takes longer, and sizes may change on the way. */
const RATE_OVER = 50

/** Tells how far a rendering is: done of total, pictures per second, time left. */
export class Progress implements Disposable {
  readonly #options: ProgressOptions
  readonly #bar: SingleBar | undefined
  /** When the last pictures were finished, monotonic ms; before them the start. */
  readonly #finishedMono: number[]
  #saidMono: number
  #finished: number
  #failed = 0

  constructor(options: ProgressOptions) {
    this.#options = options
    this.#finished = options.already
    this.#saidMono = options.clock.now()
    this.#finishedMono = [this.#saidMono]
    if (!options.terminal.isTTY) return
    this.#bar = new SingleBar({
      format: '{bar} {value}/{total}  {speed}',
      stream: options.terminal,
      hideCursor: true,
      gracefulExit: false, // signals are the program's
      barsize: 30,
      fps: 5,
    })
    this.#bar.start(options.total, options.already, { speed: '' })
  }

  /** Some pictures are finished, well or not. */
  add(outcomes: readonly Outcome[]): void {
    const now = this.#options.clock.now()
    this.#finished += outcomes.length
    this.#failed += outcomes.filter(({ isDone }) => !isDone).length
    for (const _ of outcomes) this.#finishedMono.push(now)
    this.#finishedMono.splice(0, this.#finishedMono.length - 1 - RATE_OVER)
    this.#bar?.update(this.#finished, { speed: this.#speed() })
    if (!this.#bar && now - this.#saidMono >= LINE_EVERY_MS) this.#sayLine(now)
  }

  [Symbol.dispose](): void {
    this.#bar?.stop()
  }

  #sayLine(now: number): void {
    const { log, total } = this.#options
    this.#saidMono = now
    log.info(`${this.#finished} of ${total} pictures, ${this.#speed()}`, { finished: this.#finished, total })
  }

  #speed(): string {
    const [first = 0] = this.#finishedMono
    const seconds = ((this.#finishedMono.at(-1) ?? first) - first) / 1000
    const perSecond = seconds > 0 ? (this.#finishedMono.length - 1) / seconds : Number.POSITIVE_INFINITY
    const left = (this.#options.total - this.#finished) / perSecond
    const failed = this.#failed > 0 ? `, ${this.#failed} failed` : ''
    return `${rateText(perSecond)}, ${timeText(left)} left${failed}`
  }
}

function rateText(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return 'many pictures/s'
  return perSecond >= 0.95 ? `${perSecond.toFixed(1)} pictures/s` : `${timeText(1 / perSecond)} per picture`
}

/** `8 s`, `3 min 20 s`, `2 h 05 min` */
export function timeText(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}
