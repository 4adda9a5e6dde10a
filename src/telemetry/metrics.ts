import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { STEPS } from '#frame/steps.ts'
import type { FrameRecord } from './frameLog.ts'
import type { Status } from './status.ts'

/** Upper limits in seconds: fine where a frame should be, coarse where it should not. */
const BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]

/** Workers whose times are kept: one that is restarted has a new name, and a show runs for weeks. */
const MAX_WORKERS = 64

/** What `GET /metrics` shows. Counts and gauges are read from the status when somebody asks; only times are kept here. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #steps: Histogram<'step' | 'worker'>
  readonly #latency: Histogram
  readonly #children = new Map<string, readonly { observe(seconds: number): void }[]>()

  constructor(status: () => Status) {
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
    readStatus(this.#registry, status)
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
    return this.#registry.metrics()
  }
}

function readStatus(registry: Registry, status: () => Status): void {
  const registers = [registry]
  new Counter({
    name: 'i2i_frames_total',
    help: 'Frames by how far they came.',
    labelNames: ['reached'],
    registers,
    collect() {
      this.reset()
      for (const [reached, n] of Object.entries(status().frames)) this.inc({ reached }, n)
    },
  })
  new Counter({
    name: 'i2i_drops_total',
    help: 'What was lost or turned away, by place and cause.',
    labelNames: ['place', 'cause'],
    registers,
    collect() {
      this.reset()
      for (const [place, causes] of Object.entries(status().drops)) {
        for (const [cause, n] of Object.entries(causes)) this.inc({ place, cause }, n)
      }
    },
  })
  new Gauge({
    name: 'i2i_queue_frames',
    help: 'Frames waiting, by place.',
    labelNames: ['place'],
    registers,
    collect() {
      for (const [place, n] of Object.entries(status().queues)) this.set({ place }, n)
    },
  })
  new Gauge({
    name: 'i2i_worker_load',
    help: 'Share of the last seconds in which a worker had a job.',
    labelNames: ['worker'],
    registers,
    collect() {
      this.reset()
      for (const worker of status().workers) this.set({ worker: worker.id }, worker.load)
    },
  })
  new Gauge({
    name: 'i2i_playout_delay_seconds',
    help: 'How far playout runs behind the capture.',
    registers,
    collect() {
      this.set(status().delayMs / 1000)
    },
  })
  new Gauge({
    name: 'i2i_healthy',
    help: '1 if the part is well.',
    labelNames: ['part'],
    registers,
    collect() {
      for (const [part, { isHealthy }] of Object.entries(status().health.parts)) this.set({ part }, isHealthy ? 1 : 0)
    },
  })
}
