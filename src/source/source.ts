import type { Capture } from '#frame/capture.ts'

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
