import { STEPS } from '#frame/steps.ts'
import type { FrameRecord } from './frameLog.ts'

/**
 * The frames as a trace that chrome://tracing and ui.perfetto.dev open: one row for each step, one bar for each frame.
 * Times are in microseconds from the first capture.
 * @see "Trace Event Format", complete events (ph X), Google 2016
 */
export function chromeTrace(records: readonly FrameRecord[]): string {
  const origin = records[0]?.capturedMono ?? 0
  const names = STEPS.map((step, row) => ({ ph: 'M', pid: 1, tid: row, name: 'thread_name', args: { name: step } }))
  const bars = records.flatMap((record) => barsOf(record, origin))
  return JSON.stringify({ displayTimeUnit: 'ms', traceEvents: [...names, ...bars] })
}

function barsOf({ seq, index, workerId, capturedMono, steps }: FrameRecord, origin: number): object[] {
  let at = capturedMono - origin
  return STEPS.map((step, row) => {
    const bar = {
      ph: 'X',
      pid: 1,
      tid: row,
      name: `frame ${seq}`,
      ts: Math.round(at * 1000),
      dur: Math.round(steps[step] * 1000),
      args: { index, worker: workerId },
    }
    at += steps[step]
    return bar
  })
}
