import type { Frame } from '#frame/frame.ts'
import type { Look } from '#frame/look.ts'
import type { Parameters } from '#settings/schema.ts'
import type { RemoteWorker } from './remoteWorker.ts'
import type { PlannedJob } from './toJobs.ts'

/** A job that has not been answered yet, and who has it. */
export class OpenJob {
  readonly id: number
  readonly frames: readonly Frame[]
  readonly parameters: Parameters
  /** One for each frame. */
  readonly looks: readonly Look[]
  readonly closedMono: number
  /** The workers in whose hands it is: none, one, or two when the first one is overdue. */
  readonly holders = new Set<RemoteWorker>()
  /** Names of the workers that could not do it. */
  readonly failedOn = new Set<string>()
  tries = 0
  isHedged = false

  constructor(id: number, { frames, parameters, looks, closedMono }: PlannedJob) {
    this.id = id
    this.frames = frames
    this.parameters = parameters
    this.looks = looks
    this.closedMono = closedMono
  }

  /** When its newest frame was captured, on the monotonic clock. */
  get newestMono(): number {
    return Math.max(...this.frames.map((frame) => frame.capturedMono))
  }
}
