import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Recent } from '#prompts/recent.ts'

test('what was asked for last is kept, what was not asked for longest makes room', () => {
  const recent = new Recent<number>(2)
  recent.set('a', 1)
  recent.set('b', 2)
  assert.equal(recent.get('a'), 1)
  recent.set('c', 3)
  assert.equal(recent.get('b'), undefined)
  assert.equal(recent.get('a'), 1)
  assert.equal(recent.get('c'), 3)
  assert.equal(recent.size, 2)
})
