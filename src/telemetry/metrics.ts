import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { STEPS } from '#frame/steps.ts'
import { diskMetrics } from './diskMetrics.ts'
import type { FrameRecord } from './frameLog.ts'
import { showMetrics } from './showMetrics.ts'
import type { Status } from './status.ts'
import { workerMetrics } from './workerMetrics.ts'

/** Upper limits in seconds: fine where a frame should be, coarse where it should not. */
const BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]

/** Workers whose times are kept: one that is restarted has a new name, and a show runs for weeks. */
const MAX_WORKERS = 64

/** What `GET /metrics` shows. Counts and gauges are read from the status when somebody asks; only times are kept here. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #status: () => Status
  #now: Status | undefined
  readonly #steps: Histogram<'step' | 'worker'>
  readonly #latency: Histogram
  readonly #children = new Map<string, readonly { observe(seconds: number): void }[]>()

  /** @param disks name → folder on a disk that the show writes to */
  constructor(status: () => Status, disks: Readonly<Record<string, string>> = {}) {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry, prefix: 'i2i_' })
    this.#steps = new Histogram({
      name: 'i2i_step_seconds',
      help: 'Time that published frames spent in each step of their journey.',
      labelNames: ['step', 'worker'],
      buckets: BUCKETS,
      registers,
    })
    this.#latency = new Histogram({
      name: 'i2i_latency_seconds',
      help: 'From capture to publish.',
      buckets: BUCKETS,
      registers,
    })
    this.#status = status
    // one status for the whole page: gathering it costs more than all the rest
    const now = () => this.#now ?? status()
    showMetrics(this.#registry, now)
    workerMetrics(this.#registry, now)
    diskMetrics(this.#registry, disks)
  }

  published({ workerId, steps, capturedMono, publishedMono }: FrameRecord): void {
    const children = this.#childrenOf(workerId)
    for (const [i, step] of STEPS.entries()) children[i].observe(steps[step] / 1000)
    this.#latency.observe((publishedMono - capturedMono) / 1000)
  }

  /** Looked up once for each worker: finding them by their labels would cost more than all the rest. */
  #childrenOf(worker: string): readonly { observe(seconds: number): void }[] {
    const known = this.#children.get(worker)
    if (known) return known
    const [oldest] = this.#children.keys()
    if (oldest !== undefined && this.#children.size >= MAX_WORKERS) this.#forget(oldest)
    const children = STEPS.map((step) => this.#steps.labels({ step, worker }))
    this.#children.set(worker, children)
    return children
  }

  #forget(worker: string): void {
    this.#children.delete(worker)
    for (const step of STEPS) this.#steps.remove({ step, worker })
  }

  /** The Prometheus page. */
  text(): Promise<string> {
    this.#now = this.#status()
    return this.#registry.metrics()
  }
}
