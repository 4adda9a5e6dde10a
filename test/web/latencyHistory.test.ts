import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STEPS } from '#frame/steps.ts'
import type { Status } from '#telemetry/status.ts'
import { HISTORY_SECONDS, LatencyHistory, stepNames, totalOf } from '../../web/src/latencyHistory.ts'

test('the chart has the steps of a frame in the order of its journey', () => {
  assert.deepEqual(stepNames, [...STEPS])
})

test('two minutes are kept, however long the page is open', () => {
  const history = new LatencyHistory()
  for (let second = 0; second < 1000; second++) history.add(status(second))
  assert.equal(history.samples.length, HISTORY_SECONDS)
  assert.equal(totalOf(history.samples.at(-1) ?? []), 999 * STEPS.length)
})

test('the scale ends at a round number that everything fits below', () => {
  const history = new LatencyHistory()
  history.add(status(14.8))
  assert.equal(history.ceilingMs, 150)
  history.add(status(23))
  assert.equal(history.ceilingMs, 250)
})

test('a status without numbers draws nothing and breaks nothing', () => {
  const history = new LatencyHistory()
  history.add({ stepsMs: {} as Status['stepsMs'] })
  assert.equal(totalOf(history.samples[0] ?? []), 0)
})

function status(ms: number): Pick<Status, 'stepsMs'> {
  const all = STEPS.map((step) => [step, { p50: ms, p95: ms, p99: ms }])
  return { stepsMs: Object.fromEntries(all) }
}
