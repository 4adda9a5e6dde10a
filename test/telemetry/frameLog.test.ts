import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FrameLog, quantiles } from '#telemetry/frameLog.ts'
import { aRecord, evenSteps } from '#test/records.ts'

test('quantiles are those of the sorted values, and zeros of none', () => {
  const shuffled = Array.from({ length: 100 }, (_, i) => (i * 37) % 100)
  assert.deepEqual(quantiles(shuffled), { p50: 50, p95: 95, p99: 99 })
  assert.deepEqual(quantiles([7]), { p50: 7, p95: 7, p99: 7 })
  assert.deepEqual(quantiles([]), { p50: 0, p95: 0, p99: 0 })
})

test('latency and steps speak of the last five seconds only', () => {
  const log = new FrameLog()
  log.add(aRecord(0, { capturedMono: 0, publishedMono: 900, steps: evenSteps(90) }))
  for (let seq = 200; seq < 250; seq++) log.add(aRecord(seq))
  const now = 250 * 33
  assert.deepEqual(log.latencyMs(now), { p50: 40, p95: 40, p99: 40 })
  assert.deepEqual(log.stepsMs(now).transform, { p50: 4, p95: 4, p99: 4 })
  assert.deepEqual(log.latencyMs(now + 6000), { p50: 0, p95: 0, p99: 0 }, 'nothing has left since')
})

test('the last minute is kept, oldest first, and no more', () => {
  const log = new FrameLog()
  for (let seq = 0; seq < 10_000; seq++) log.add(aRecord(seq))
  const { records } = log
  assert.equal(records.at(-1)?.seq, 9999)
  assert.equal(records[0].seq, 9999 - Math.floor(60_000 / 33))
  assert.ok(records.every(({ seq }, i) => seq === records[0].seq + i))
})

test('however fast frames come, what is kept has a limit', () => {
  const log = new FrameLog()
  for (let seq = 0; seq < 100_000; seq++) log.add(aRecord(seq, { capturedMono: seq / 10, publishedMono: seq / 10 + 1 }))
  assert.equal(log.records.length, 30_000)
  assert.equal(log.records.at(-1)?.seq, 99_999)
})
