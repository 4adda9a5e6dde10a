import type { FrameRecord } from '#telemetry/frameLog.ts'
import type { Paced } from './pace.ts'

/** Divides the time of a published frame into its steps; together they are its latency. */
export function frameRecord(shown: Extract<Paced, { type: 'done' }>, publishedMono: number): FrameRecord {
  const { frame, handling, orderedMono, releasedMono } = shown
  const { workerId, closedMono, sentMono, receivedMono, work } = handling
  const inWorkerMs = work.waitMs + work.decodeMs + work.transformMs + work.encodeMs
  return {
    seq: frame.seq,
    index: frame.index,
    workerId,
    capturedMono: frame.capturedMono,
    publishedMono,
    steps: {
      door: frame.admittedMono - frame.capturedMono,
      batch: closedMono - frame.admittedMono,
      queue: sentMono - closedMono + work.waitMs,
      network: Math.max(0, receivedMono - sentMono - inWorkerMs),
      decode: work.decodeMs,
      transform: work.transformMs,
      encode: work.encodeMs,
      reorder: orderedMono - receivedMono,
      playout: releasedMono - orderedMono,
      publish: publishedMono - releasedMono,
    },
  }
}
