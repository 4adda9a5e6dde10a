import type { Clock } from '#flow/clock.ts'
import { Drops } from './drops.ts'
import { FrameLog, type FrameRecord } from './frameLog.ts'
import { Health } from './health.ts'
import { Rate } from './rate.ts'

/** What is counted while frames pass. Rooms are handed the one part they need. */
export class Telemetry {
  readonly drops = new Drops()
  readonly frameLog = new FrameLog()
  readonly health: Health
  readonly #clock: Clock
  readonly #startedMono: number
  readonly #rates = { captured: new Rate(), admitted: new Rate(), published: new Rate(), failed: new Rate() }
  readonly #totals = { captured: 0, admitted: 0, published: 0, failed: 0 }
  #publishedMono: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedMono = clock.now()
    this.#publishedMono = clock.now()
    this.health = new Health(() => clock.wallMs())
  }

  captured(): void {
    this.#count('captured')
  }

  admitted(): void {
    this.#count('admitted')
  }

  published(record: FrameRecord): void {
    this.#publishedMono = record.publishedMono
    this.frameLog.add(record)
    this.#count('published')
  }

  failed(): void {
    this.#count('failed')
  }

  get totals(): Readonly<Record<'captured' | 'admitted' | 'published' | 'failed', number>> {
    return { ...this.#totals }
  }

  /** Frames per second over the last three seconds. */
  get fps(): Readonly<Record<'captured' | 'admitted' | 'published', number>> {
    const now = this.#clock.now()
    const { captured, admitted, published } = this.#rates
    return {
      captured: captured.perSecond(now),
      admitted: admitted.perSecond(now),
      published: published.perSecond(now),
    }
  }

  /** Share of the last seconds' frames that failed, 0 to 1. */
  get failing(): number {
    const now = this.#clock.now()
    const failed = this.#rates.failed.perSecond(now)
    return failed === 0 ? 0 : failed / (failed + this.#rates.published.perSecond(now))
  }

  /** Since the last picture left, or since the start, in ms. */
  get quietMs(): number {
    return this.#clock.now() - this.#publishedMono
  }

  get uptimeS(): number {
    return (this.#clock.now() - this.#startedMono) / 1000
  }

  #count(what: 'captured' | 'admitted' | 'published' | 'failed'): void {
    this.#totals[what]++
    this.#rates[what].count(this.#clock.now())
  }
}
