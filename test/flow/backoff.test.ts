import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Backoff } from '#flow/backoff.ts'

test('each attempt waits twice as long as the one before, up to the limit, and anew after a success', () => {
  const backoff = new Backoff({ firstMs: 250, maxMs: 1000 })
  assert.deepEqual([backoff.next(), backoff.next(), backoff.next(), backoff.next()], [250, 500, 1000, 1000])
  backoff.reset()
  assert.equal(backoff.next(), 250)
})
