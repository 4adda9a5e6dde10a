import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { newest } from '../../web/src/newest.ts'

test('one request is under way at a time, and the newest value follows it', async () => {
  const sent: number[] = []
  let done = 0
  let answer = () => {}
  const send = newest<number>(
    (value) => {
      sent.push(value)
      return new Promise((resolve) => {
        answer = resolve
      })
    },
    () => done++,
  )
  for (const value of [1, 2, 3, 4]) send(value)
  assert.deepEqual(sent, [1])
  answer()
  await turn()
  assert.deepEqual(sent, [1, 4])
  answer()
  await turn()
  assert.equal(done, 4)
})
