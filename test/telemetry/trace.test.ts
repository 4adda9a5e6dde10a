import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STEPS } from '#frame/steps.ts'
import { chromeTrace } from '#telemetry/trace.ts'
import { aRecord } from '#test/records.ts'

type TraceEvent = { ph: string; pid: number; tid: number; name: string; ts: number; dur: number; args: object }

test('a trace has a named row for each step and a bar for each frame in it, one after the other', () => {
  const { traceEvents, displayTimeUnit } = parsed([aRecord(5), aRecord(6)])
  assert.equal(displayTimeUnit, 'ms')
  const rows = traceEvents.filter(({ ph }) => ph === 'M')
  assert.deepEqual(
    rows.map(({ name, args }) => [name, args]),
    STEPS.map((step) => ['thread_name', { name: step }]),
  )
  const bars = traceEvents.filter(({ ph, name }) => ph === 'X' && name === 'frame 6')
  assert.deepEqual(
    bars.map(({ tid }) => tid),
    STEPS.map((_, row) => row),
  )
  assert.deepEqual(
    bars.map(({ ts, dur }) => [ts, dur]),
    STEPS.map((_, i) => [33_000 + i * 4000, 4000]),
    'in microseconds',
  )
  assert.deepEqual(bars[0].args, { index: 6, worker: 'ada' })
})

test('a trace of nothing is still a trace', () => {
  assert.equal(parsed([]).traceEvents.length, STEPS.length)
})

function parsed(records: Parameters<typeof chromeTrace>[0]): { displayTimeUnit: string; traceEvents: TraceEvent[] } {
  return JSON.parse(chromeTrace(records))
}
