import type { Step } from '#frame/steps.ts'
import type { HealthReport } from './health.ts'

/** One worker, as `GET /api/status` shows it. */
export type WorkerStatus = {
  readonly id: string
  readonly engine: string
  readonly device: string
  readonly state: 'ready' | 'benched' | 'silent'
  readonly connectedSinceMs: number
  readonly jobsInFlight: number
  readonly framesDone: number
  readonly failures: number
  readonly fps: number
  /** Share of the last seconds in which it had a job, 0 to 1. */
  readonly load: number
  /** From sending a job to receiving its result, recent mean in ms. */
  readonly latencyMs: number
  readonly lastError?: string
  readonly benchedForMs?: number
}

export type Quantiles = { readonly p50: number; readonly p95: number; readonly p99: number }

/** Everything about a running server: what `GET /api/status` answers. */
export type Status = {
  readonly version: string
  readonly streamId: string
  readonly uptimeS: number
  readonly health: HealthReport
  readonly source: {
    readonly name: string
    readonly isHealthy: boolean
    readonly problem?: string
    readonly since?: number
    readonly index?: number
    readonly length?: number
  }
  readonly fps: { readonly captured: number; readonly admitted: number; readonly published: number }
  readonly frames: {
    readonly captured: number
    readonly admitted: number
    readonly published: number
    readonly failed: number
  }
  /** What is waiting where, right now, in frames. */
  readonly queues: { readonly dispatch: number; readonly inFlight: number }
  /** Delay that the playout clock keeps behind the capture, in ms. */
  readonly delayMs: number
  /** From capture to publish over the last seconds, in ms. */
  readonly latencyMs: Quantiles
  readonly stepsMs: Readonly<Record<Step, Quantiles>>
  readonly drops: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly batchSize: number
  readonly workers: readonly WorkerStatus[]
}
