import { STEPS, type Step, type StepTimes } from '#frame/steps.ts'
import type { Quantiles } from './status.ts'

/** What is kept of a published frame. */
export type FrameRecord = {
  readonly seq: number
  readonly index: number
  readonly workerId: string
  /** Monotonic ms. */
  readonly capturedMono: number
  readonly publishedMono: number
  readonly steps: StepTimes
}

/** How long records are kept. */
const KEEP_MS = 60_000
/** More than a minute of frames at twice the highest frame rate; bounds the memory if something runs faster. */
const MAX_RECORDS = 30_000
/** Quantiles speak of the last seconds only. */
const RECENT_MS = 5_000

/** The frames of the last minute, with the time each spent in each step. */
export class FrameLog {
  readonly #records: FrameRecord[] = []
  #first = 0

  add(record: FrameRecord): void {
    this.#records.push(record)
    const oldest = record.publishedMono - KEEP_MS
    while (this.#size > MAX_RECORDS || this.#records[this.#first].publishedMono < oldest) this.#first++
    // removing from the front one by one would move the whole array each time
    if (this.#first > MAX_RECORDS / 4) {
      this.#records.splice(0, this.#first)
      this.#first = 0
    }
  }

  /** The last frame that was published. */
  get newest(): FrameRecord | undefined {
    return this.#records.at(-1)
  }

  /** The last minute, oldest first. */
  get records(): readonly FrameRecord[] {
    return this.#records.slice(this.#first)
  }

  /** From capture to publish over the last five seconds, in ms. */
  latencyMs(now: number): Quantiles {
    return quantiles(this.#recent(now).map(({ publishedMono, capturedMono }) => publishedMono - capturedMono))
  }

  /** Each step's share over the last five seconds, in ms. */
  stepsMs(now: number): Record<Step, Quantiles> {
    const recent = this.#recent(now)
    const entries = STEPS.map((step) => [step, quantiles(recent.map(({ steps }) => steps[step]))])
    return Object.fromEntries(entries) as Record<Step, Quantiles>
  }

  get #size(): number {
    return this.#records.length - this.#first
  }

  #recent(now: number): readonly FrameRecord[] {
    let from = this.#records.length
    while (from > this.#first && this.#records[from - 1].publishedMono > now - RECENT_MS) from--
    return this.#records.slice(from)
  }
}

/** Median, 95th and 99th percentile; zeros when there is nothing. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).sort()
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
