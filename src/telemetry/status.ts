import type { Step } from '#frame/steps.ts'
import type { GpuReading } from './gpuReading.ts'
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
  /** Its graphics card, where the driver tells. */
  readonly gpu?: GpuReading
  readonly lastError?: string
  readonly benchedForMs?: number
  /** It gets no jobs until the operator takes it back. */
  readonly benchedByOperator?: true
}

export type Quantiles = { readonly p50: number; readonly p95: number; readonly p99: number }

/** Everything about a running server: what `GET /api/status` answers. */
export type Status = {
  readonly version: string
  /** When it was asked, on the server's clock. */
  readonly atMs: number
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
  readonly show: ShowStatus
  /** Absent as long as nothing was recorded. */
  readonly recording?: RecordingStatus
  readonly workers: readonly WorkerStatus[]
}

/** The recording that was started from a door. */
export type RecordingStatus = {
  readonly isOn: boolean
  /** The file that is being written, or was written last. */
  readonly file?: string | undefined
  readonly seconds: number
  readonly pictures: number
  /** Pictures that left and are not in it. */
  readonly dropped: number
  readonly bytes: number
  /** What the disk still takes. */
  readonly freeBytes: number
  /** Why it has ended by itself. */
  readonly problem?: string
}

/** What is in the picture right now, and how the services are that prompts pass. */
export type ShowStatus = {
  /** Heaviest first. `used` is what the model gets; it differs from what was given when it was translated. */
  readonly prompts: readonly {
    readonly given: string
    readonly used: string
    readonly weight: number
    readonly notice?: string
  }[]
  readonly seeds: readonly { readonly seed: number; readonly weight: number }[]
  /** Who made the newest picture. */
  readonly worker?: string
  /** The cue that is on its way, with the share of the way that is done. */
  readonly cue?: { readonly name: string; readonly share: number; readonly secondsLeft: number }
  readonly translation: ServiceStatus
  readonly safety: ServiceStatus
}

export type ServiceStatus = { readonly isOn: boolean; readonly isHealthy: boolean; readonly problem?: string }
