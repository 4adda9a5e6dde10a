import type { Clock } from '#flow/clock.ts'
import type { Capture, Size } from '#frame/capture.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'

/** How a source is doing, for status and health. */
export type SourceState = {
  /** What is playing, in the operator's words: `folder data/frames`, `camera /dev/video0`. */
  readonly name: string
  readonly isHealthy: boolean
  /** Why it is not healthy, and since when (ms since the Unix epoch). */
  readonly problem?: string
  readonly since?: number
  /** Place in a sequence, where there is one. */
  readonly index?: number
  readonly length?: number
}

/**
 * Where pictures come from. Read once, by one reader.
 *
 * Every capture has a checked JPEG header and the time of its capture. Reading ends promptly when the signal given at
 * opening aborts; `close` may be called twice. What is wrong with single pictures is counted, not thrown.
 */
export type Source = AsyncIterable<Capture> &
  AsyncDisposable & {
    readonly state: SourceState
  }

/** What every source is opened with. */
export type SourceOptions = {
  readonly clock: Clock
  /** Ends the reading at once. */
  readonly signal: AbortSignal
  readonly log: Log
  readonly drops: Drops
  /** Pictures with more pixels than this are refused. */
  readonly maxPixels: number
  /** Centre crop that rides along with every capture, brought within the picture. Absent: the whole picture. */
  readonly crop?: Size | undefined
}
