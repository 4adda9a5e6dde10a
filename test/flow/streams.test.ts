import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ahead } from '#flow/ahead.ts'
import { Channel } from '#flow/channel.ts'
import { latest } from '#flow/latest.ts'
import { map } from '#flow/map.ts'
import { tap } from '#flow/tap.ts'
import { collect, streamOf } from '#test/collect.ts'
import { manualClock } from '#test/manualClock.ts'

test('`ahead` makes the next items while the reader is busy with the first, and no more than it may', async () => {
  const clock = manualClock()
  const made: number[] = []
  const items = ahead(
    tap(streamOf([1, 2, 3, 4, 5]), (n) => made.push(n)),
    1,
  )
  await items.next()
  await clock.settle()
  assert.deepEqual(made, [1, 2, 3], 'one in the hand of the reader, one ready, one finished and held')
  assert.deepEqual(await collect(items), [2, 3, 4, 5])
})

test('`latest` shows a slow reader the newest item and reports the ones it skipped', async () => {
  const clock = manualClock()
  const camera = new Channel<number>({ capacity: 10, onFull: 'wait' })
  const skipped: number[] = []
  const newest = latest(camera, { onDrop: (n) => skipped.push(n) })
  const first = newest.next()
  for (const n of [1, 2, 3, 4]) await camera.send(n)
  await clock.settle()
  assert.equal((await first).value, 1)
  assert.equal((await newest.next()).value, 4)
  assert.deepEqual(skipped, [2, 3])
})

test('`latest` drops what nobody asks for, and the first who asks gets the newest', async () => {
  const clock = manualClock()
  const skipped: number[] = []
  const newest = latest(streamOf([1, 2, 3]), { onDrop: (n) => skipped.push(n) })
  await clock.settle()
  assert.deepEqual(skipped, [1, 2])
  assert.deepEqual(await collect(newest), [3])
})

test('a failure passes through every kind of stage', async () => {
  async function* broken() {
    yield 1
    throw new Error('no signal')
  }
  const stages = latest(
    ahead(
      map(broken(), (n) => n * 2),
      1,
    ),
    { onDrop() {} },
  )
  await assert.rejects(collect(stages), /no signal/)
})

test('when the reader leaves, the source is told with the next item', async () => {
  const clock = manualClock()
  let isOver = false
  async function* source() {
    try {
      for (let n = 0; ; n++) {
        await clock.until(n * 10)
        yield n
      }
    } finally {
      isOver = true
    }
  }
  const items = ahead(source(), 1)
  await items.next()
  await items.return()
  await clock.advance(30)
  assert.equal(isOver, true)
})
