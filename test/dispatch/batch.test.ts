import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Batch, batch } from '#dispatch/batch.ts'
import { Channel } from '#flow/channel.ts'
import type { Frame } from '#frame/frame.ts'
import { collect, streamOf } from '#test/collect.ts'
import { aFrame } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'

test('frames are gathered into batches of the wanted size, and the last ones go out as they are', async () => {
  assert.deepEqual(
    seqs(
      await batches(
        [0, 1, 2, 3, 4].map((seq) => aFrame({ seq })),
        2,
      ),
    ),
    [[0, 1], [2, 3], [4]],
  )
})

test('the size may change from batch to batch', async () => {
  const sizes = [1, 3]
  const frames = streamOf([0, 1, 2, 3].map((seq) => aFrame({ seq })))
  const made = await collect(
    batch(frames, { size: () => sizes.shift() ?? 1, maxWaitMs: () => 200, clock: manualClock() }),
  )
  assert.deepEqual(seqs(made), [[0], [1, 2, 3]])
})

test('a picture of another size starts a batch of its own', async () => {
  const frames = [aFrame({ seq: 0 }), aFrame({ seq: 1, widthPx: 640 }), aFrame({ seq: 2, widthPx: 640 })]
  assert.deepEqual(seqs(await batches(frames, 4)), [[0], [1, 2]])
})

test('a change that was meant for a moment between two pictures parts them', async () => {
  const frames = streamOf([0, 1, 2, 3].map((seq) => aFrame({ seq })))
  const divides = (earlier: Frame, later: Frame) => earlier.seq < 2 && later.seq >= 2
  const options = { size: () => 4, maxWaitMs: () => 200, clock: manualClock(), divides }
  assert.deepEqual(seqs(await collect(batch(frames, options))), [
    [0, 1],
    [2, 3],
  ])
})

test('a picture with another crop starts a batch of its own', async () => {
  const crop = { widthPx: 8, heightPx: 8 }
  const frames = [aFrame({ seq: 0 }), aFrame({ seq: 1, crop })]
  assert.deepEqual(seqs(await batches(frames, 4)), [[0], [1]])
})

test('a batch that does not fill goes out after its time, and the next frame is not lost', async () => {
  const clock = manualClock()
  const camera = new Channel<Frame>({ capacity: 9, onFull: 'wait' })
  const made = batch(camera, { size: () => 4, maxWaitMs: () => 200, clock })
  await camera.send(aFrame({ seq: 0 }))
  const first = made.next()
  await clock.advance(199)
  await camera.send(aFrame({ seq: 1 }))
  await clock.advance(1)
  assert.deepEqual(seqs([(await first).value as Batch]), [[0, 1]])
  const second = made.next()
  await camera.send(aFrame({ seq: 2 }))
  camera.close()
  assert.deepEqual(seqs([(await second).value as Batch]), [[2]])
})

function batches(frames: Frame[], size: number): Promise<Batch[]> {
  return collect(batch(streamOf(frames), { size: () => size, maxWaitMs: () => 200, clock: manualClock() }))
}

function seqs(made: Batch[]): number[][] {
  return made.map(({ frames }) => frames.map(({ seq }) => seq))
}
