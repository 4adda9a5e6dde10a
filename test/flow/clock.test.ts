import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '#flow/clock.ts'

test('a wait is over at its moment, not before', async () => {
  const moment = systemClock.now() + 20
  await systemClock.until(moment)
  assert.ok(systemClock.now() >= moment, 'woke early')
})

test('a wait ends at once when its signal aborts, without an error', async () => {
  const stop = new AbortController()
  const waiting = systemClock.until(systemClock.now() + 60_000, stop.signal)
  stop.abort()
  await waiting
})
