import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServiceTimes } from '#dispatch/serviceTimes.ts'

const work = (transformMs: number, waitMs = 0) => ({ waitMs, decodeMs: 5, transformMs, encodeMs: 3 })

/** Times of a worker that has done its first job. */
function warm(): ServiceTimes {
  const times = new ServiceTimes()
  times.record(4, 3000, work(2990))
  return times
}

test('nothing is known before the first result', () => {
  const times = new ServiceTimes()
  assert.equal(times.roundTripMs(4), undefined)
  assert.equal(times.busyMs(4), undefined)
  assert.equal(times.lastRoundTripMs, 0)
})

test('the first job of a worker says nothing about the next ones', () => {
  const times = warm()
  assert.equal(times.isMeasured, false)
  assert.equal(times.roundTripMs(4), undefined)
  assert.equal(times.lastRoundTripMs, 3000)
  times.record(4, 50, work(40))
  assert.equal(times.roundTripMs(4), 50)
})

test('a worker is busy as long as its slowest stage, because the stages overlap', () => {
  const times = warm()
  times.record(4, 50, work(40))
  assert.equal(times.busyMs(4), 40)
  times.record(1, 10, work(1))
  assert.equal(times.busyMs(1), 5, 'decoding')
})

test('what a job waited behind another one is not its own time', () => {
  const times = warm()
  times.record(4, 90, work(40, 40))
  assert.equal(times.roundTripMs(4), 50)
  assert.equal(times.lastRoundTripMs, 90)
})

test('a single slow job does not change the picture, a lasting change does', () => {
  const times = warm()
  for (let i = 0; i < 10; i++) times.record(4, 50, work(40))
  times.record(4, 500, work(490))
  assert.ok((times.busyMs(4) ?? 0) <= 40 + 0.2 * 450)
  for (let i = 0; i < 30; i++) times.record(4, 110, work(100))
  assert.ok(Math.abs((times.busyMs(4) ?? 0) - 100) < 2)
})

test('a size that was never tried is guessed from those that were', () => {
  const times = warm()
  times.record(2, 60, work(40))
  assert.equal(times.busyMs(8), 40, 'one size known: as if the size did not matter')
  times.record(4, 80, work(60))
  assert.equal(times.busyMs(3), 50)
  assert.equal(times.busyMs(8), 100)
  assert.equal(times.busyMs(1), 30)
})

test('a guess is never negative, and a larger job is never guessed to be quicker', () => {
  const times = warm()
  times.record(4, 100, work(90))
  times.record(8, 60, work(50))
  assert.ok((times.busyMs(16) ?? 0) >= 50)
  const steep = warm()
  steep.record(4, 20, work(10))
  steep.record(8, 200, work(190))
  assert.equal(steep.busyMs(1), 0)
})
