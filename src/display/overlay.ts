import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { Rate } from '#telemetry/rate.ts'
import type { Label, LabelOptions } from './label.ts'
import type { Shown } from './pictures.ts'

export type OverlayOptions = {
  readonly clock: Clock
  readonly log: Log
  /** Draws text; takes some milliseconds, not on this thread. */
  readonly render: (options: LabelOptions) => Promise<Label>
  /** What is told of the show besides its pictures. */
  readonly show: { readonly worker: string | undefined; readonly aheadMs: number }
  readonly setLabel: (label: Label | undefined) => void
  /** The shorter side of the screen in pixels. */
  readonly shortSidePx: () => number
}

/** More often nobody reads it. */
const EVERY_MS = 250
const NOTICE_MS = 3000
/** Clocks that differ by less count as one: a message is under way for about as long. */
const SAME_CLOCK_MS = 50
/** Lines of text that a screen has room for. */
const LINES_A_SCREEN = 36
const MIN_FONT_PX = 14

/** The text over the picture: what it is like, when somebody wants to know, and what a key has done. */
export class Overlay {
  readonly #options: OverlayOptions
  readonly #rate = new Rate()
  #isDetailed = false
  #size = ''
  #ages: number[] = []
  #notice: { readonly text: string; readonly untilMono: number } | undefined
  #dueMono = 0
  #text = ''
  #isDrawing = false

  constructor(options: OverlayOptions) {
    this.#options = options
  }

  get isDetailed(): boolean {
    return this.#isDetailed
  }

  set isDetailed(isDetailed: boolean) {
    this.#isDetailed = isDetailed
    this.#dueMono = 0
  }

  /** A picture has just reached the screen. */
  shown({ widthPx, heightPx, timestamp }: Shown): void {
    const { clock, show } = this.#options
    const aheadMs = Math.abs(show.aheadMs) < SAME_CLOCK_MS ? 0 : show.aheadMs
    this.#rate.count(clock.now())
    this.#size = `${widthPx}x${heightPx}`
    this.#ages.push(clock.wallMs() + aheadMs - timestamp)
    if (this.#ages.length > 1000) this.#ages = this.#ages.slice(-100)
  }

  /** Shows a sentence for some seconds, whether details are wanted or not. */
  say(text: string): void {
    this.#notice = { text, untilMono: this.#options.clock.now() + NOTICE_MS }
    this.#dueMono = 0
  }

  /** Draws the text again if it is time and it has changed. To be called often. */
  async refresh(): Promise<void> {
    const { clock, log, render, setLabel } = this.#options
    const now = clock.now()
    if (this.#isDrawing || now < this.#dueMono) return
    this.#dueMono = now + EVERY_MS
    const lines = this.#lines(now)
    const text = lines.join('\n')
    if (text === this.#text) return
    this.#text = text
    this.#isDrawing = true
    try {
      setLabel(text === '' ? undefined : await render({ lines, fontPx: this.#fontPx() }))
    } catch (error) {
      log.warn(`The text over the picture cannot be drawn: ${reasonOf(error)}`)
    } finally {
      this.#isDrawing = false
    }
  }

  #lines(now: number): string[] {
    if (this.#notice && this.#notice.untilMono <= now) this.#notice = undefined
    return [...(this.#isDetailed ? this.#details(now) : []), ...(this.#notice ? [this.#notice.text] : [])]
  }

  #details(now: number): string[] {
    const { worker } = this.#options.show
    const ages = this.#ages.splice(0)
    const ageMs = ages.reduce((sum, age) => sum + age, 0) / ages.length
    if (this.#size === '') return ['no picture yet']
    const age = ages.length > 0 ? `${Math.round(ageMs)} ms old` : 'no new picture'
    const fps = `${this.#rate.perSecond(now).toFixed(1)} fps`
    return [`${this.#size}  ${fps}  ${age}`, ...(worker === undefined ? [] : [`worker ${worker}`])]
  }

  #fontPx(): number {
    return Math.max(MIN_FONT_PX, Math.round(this.#options.shortSidePx() / LINES_A_SCREEN))
  }
}
