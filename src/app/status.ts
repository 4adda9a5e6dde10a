import type { BatchSize } from '#dispatch/batchSize.ts'
import type { Dispatcher } from '#dispatch/dispatcher.ts'
import type { Clock } from '#flow/clock.ts'
import type { PlayoutDelay } from '#output/playoutDelay.ts'
import type { Source } from '#source/source.ts'
import type { RecordingStatus, ShowStatus, Status } from '#telemetry/status.ts'
import type { Telemetry } from '#telemetry/telemetry.ts'
import { VERSION } from './version.ts'

/** The rooms that a status is gathered from. */
export type StatusParts = {
  readonly telemetry: Telemetry
  readonly source: Source
  readonly dispatcher: Dispatcher
  readonly delay: PlayoutDelay
  readonly batchSize: BatchSize
  readonly clock: Clock
  readonly streamId: string
  readonly show: () => ShowStatus
  readonly recording: () => RecordingStatus | undefined
}

/** A function that gathers everything about the running server, as it is at that moment. */
export function statusOf(parts: StatusParts): () => Status {
  const { telemetry, source, dispatcher, delay, batchSize, clock, streamId, show, recording } = parts
  return () => {
    const now = clock.now()
    const recorded = recording()
    const { waiting, inFlight } = dispatcher.load
    return {
      version: VERSION,
      atMs: clock.wallMs(),
      streamId,
      uptimeS: telemetry.uptimeS,
      health: telemetry.health.snapshot(),
      source: source.state,
      fps: telemetry.fps,
      frames: telemetry.totals,
      queues: { dispatch: waiting, inFlight },
      delayMs: delay.ms,
      latencyMs: telemetry.frameLog.latencyMs(now),
      stepsMs: telemetry.frameLog.stepsMs(now),
      drops: telemetry.drops.snapshot(),
      batchSize: batchSize.current,
      show: show(),
      ...(recorded && { recording: recorded }),
      workers: dispatcher.workers.map((worker) => worker.status(now)),
    }
  }
}
