import { STEPS, type StepTimes } from '#frame/steps.ts'
import type { FrameRecord } from '#telemetry/frameLog.ts'

/** What is kept of a frame that was captured at `seq` × 33 ms and spent 4 ms in each of the ten steps. */
export function aRecord(seq: number, changes: Partial<FrameRecord> = {}): FrameRecord {
  const capturedMono = seq * 33
  const publishedMono = capturedMono + 40
  return { seq, index: seq % 100, workerId: 'ada', capturedMono, publishedMono, steps: evenSteps(4), ...changes }
}

/** The same time in every step, in ms. */
export function evenSteps(ms: number): StepTimes {
  return Object.fromEntries(STEPS.map((step) => [step, ms])) as StepTimes
}
