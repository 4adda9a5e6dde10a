import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PixelPool } from '#worker/pixelPool.ts'

test('a buffer that was given back is used again for pictures of the same size', () => {
  const pool = new PixelPool({ keep: 2 })
  const first = pool.acquire(100)
  pool.release(first)
  assert.equal(pool.acquire(100), first)
})

test('a buffer is in one hand only', () => {
  const pool = new PixelPool({ keep: 2 })
  const first = pool.acquire(100)
  assert.notEqual(pool.acquire(100), first)
  pool.release(first)
  assert.notEqual(pool.acquire(99), first)
  assert.throws(() => pool.release(first), /released twice/)
})

test('no more buffers lie around than were asked for, and those of an earlier size go first', () => {
  const pool = new PixelPool({ keep: 2 })
  const [old, a, b] = [pool.acquire(50), pool.acquire(100), pool.acquire(100)]
  for (const buffer of [old, a, b]) pool.release(buffer)
  assert.notEqual(pool.acquire(50), old)
  assert.deepEqual(new Set([pool.acquire(100), pool.acquire(100)]), new Set([a, b]))
})

test('buffers can be shared with a worker thread', () => {
  assert.ok(new PixelPool({ keep: 1 }).acquire(3).buffer instanceof SharedArrayBuffer)
})
