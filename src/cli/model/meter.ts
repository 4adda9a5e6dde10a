import { readableBytes } from '#hub/readableBytes.ts'
import { Rate } from '#telemetry/rate.ts'
import { readableDuration } from './readableDuration.ts'

/** Keeps count of bytes over several files: how much, how fast, how long still. */
export class Meter {
  readonly #rate = new Rate()
  readonly #files = new Map<string, { bytes: number; total: number | undefined }>()
  readonly #expected: number

  /** @param expected bytes in all, as far as is known before */
  constructor(expected: number) {
    this.#expected = expected
  }

  /** @param bytes of this file so far; what is there when it is first heard of was not moved now */
  set(now: number, path: string, bytes: number, total: number | undefined): void {
    const before = this.#files.get(path)
    if (before && bytes > before.bytes) this.#rate.count(now, bytes - before.bytes)
    this.#files.set(path, { bytes, total })
  }

  get done(): number {
    return [...this.#files.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Never less than what is done: some hubs tell sizes late. */
  get total(): number {
    return Math.max(this.#expected, this.done)
  }

  /** `1.20 GB of 2.58 GB, 31.5 MB/s, 44 s left` */
  line(now: number): string {
    return `${readableBytes(this.done)} of ${readableBytes(this.total)}${this.pace(now)}`
  }

  /** `, 31.5 MB/s, 44 s left`; nothing while nothing moves. */
  pace(now: number): string {
    const perSecond = this.#rate.perSecond(now)
    if (perSecond <= 0) return ''
    return `, ${readableBytes(Math.round(perSecond))}/s, ${readableDuration((this.total - this.done) / perSecond)} left`
  }
}
