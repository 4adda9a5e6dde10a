import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel } from '#flow/channel.ts'
import { collect } from '#test/collect.ts'

test('items come out in the order in which they were sent', async () => {
  const channel = new Channel<number>({ capacity: 3, onFull: 'wait' })
  for (const n of [1, 2, 3]) await channel.send(n)
  channel.close()
  assert.deepEqual(await collect(channel), [1, 2, 3])
})

test('a full channel that waits takes the next item only when one has been read', async () => {
  const channel = new Channel<number>({ capacity: 1, onFull: 'wait' })
  await channel.send(1)
  let isTaken = false
  const sending = channel.send(2).then((accepted) => {
    isTaken = accepted
  })
  await Promise.resolve()
  assert.equal(isTaken, false)
  await channel.next()
  await sending
  assert.equal(isTaken, true)
})

test('a full channel drops the oldest item, and says which', async () => {
  const dropped: number[] = []
  const channel = new Channel<number>({ capacity: 2, onFull: 'drop-oldest', onDrop: (n) => dropped.push(n) })
  for (const n of [1, 2, 3, 4]) assert.equal(await channel.send(n), true)
  channel.close()
  assert.deepEqual(await collect(channel), [3, 4])
  assert.deepEqual(dropped, [1, 2])
})

test('a full channel turns the newest item away, and says so', async () => {
  const dropped: number[] = []
  const channel = new Channel<number>({ capacity: 1, onFull: 'drop-newest', onDrop: (n) => dropped.push(n) })
  assert.equal(await channel.send(1), true)
  assert.equal(await channel.send(2), false)
  assert.deepEqual(dropped, [2])
})

test('what was sent before a failure is still read, then the failure is thrown once', async () => {
  const channel = new Channel<number>({ capacity: 2, onFull: 'wait' })
  await channel.send(1)
  channel.fail(new Error('the camera burned'))
  assert.deepEqual(await channel.next(), { value: 1, done: false })
  await assert.rejects(channel.next(), /camera burned/)
  assert.deepEqual(await channel.next(), { value: undefined, done: true })
})

test('a reader that is waiting learns of a failure at once', async () => {
  const channel = new Channel<number>({ capacity: 1, onFull: 'wait' })
  const reading = channel.next()
  channel.fail(new Error('unplugged'))
  await assert.rejects(reading, /unplugged/)
})

test('when the reader leaves, what waited is dropped, senders are let go and later items are turned away', async () => {
  const dropped: number[] = []
  const channel = new Channel<number>({ capacity: 1, onFull: 'wait', onDrop: (n) => dropped.push(n) })
  await channel.send(1)
  const blocked = channel.send(2)
  await channel.return()
  assert.equal(await blocked, false)
  assert.equal(await channel.send(3), false)
  assert.deepEqual(dropped, [1, 2, 3])
})

test('a second reader is a mistake', async () => {
  const channel = new Channel<number>({ capacity: 1, onFull: 'wait' })
  const first = channel.next()
  await assert.rejects(channel.next(), TypeError)
  channel.close()
  await first
})

test('a channel without room is a mistake', () => {
  assert.throws(() => new Channel({ capacity: 0, onFull: 'wait' }), RangeError)
})
