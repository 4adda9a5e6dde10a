import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readableBytes } from '#hub/readableBytes.ts'

test('sizes are told with three digits', () => {
  const told = [0, 999, 1000, 12_345, 123_456, 999_600, 5_137_000_000, 1e15].map(readableBytes)
  assert.deepEqual(told, ['0 B', '999 B', '1.00 kB', '12.3 kB', '123 kB', '1.00 MB', '5.14 GB', '1000 TB'])
})
