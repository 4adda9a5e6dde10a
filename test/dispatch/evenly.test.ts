import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evenly } from '#dispatch/evenly.ts'
import { collect, streamOf } from '#test/collect.ts'
import { aFrame } from '#test/frames.ts'

test('workers that keep up get every frame', async () => {
  assert.deepEqual(await admitted({ sourceFps: 30, capacityFps: 40 }), range(60))
})

test('workers half as fast as the camera get every second frame', async () => {
  const frames = await admitted({ sourceFps: 30, capacityFps: 15 / 0.98 })
  assert.deepEqual(frames.slice(0, 6), [0, 2, 4, 6, 8, 10])
})

test('at two thirds of the rate frames are dropped one at a time, never several in a row', async () => {
  const frames = await admitted({ sourceFps: 30, capacityFps: 20 / 0.98 })
  assert.ok(Math.abs(frames.length - 40) <= 1, `${frames.length} of 60`)
  assert.deepEqual(new Set(steps(frames)), new Set([1, 2]))
})

test('workers that have not been measured yet get every frame', async () => {
  assert.deepEqual(await admitted({ sourceFps: 30, capacityFps: Number.POSITIVE_INFINITY }), range(60))
})

test('every frame that is left out is reported', async () => {
  const dropped: number[] = []
  await admitted({ sourceFps: 30, capacityFps: 15 / 0.98 }, dropped)
  assert.equal(dropped.length, 30)
})

test('after a pause the rhythm starts anew instead of catching up', async () => {
  const frames = [0, 1, 2, 100, 101, 102, 103].map((seq) => aFrame({ seq, capturedMono: (seq * 1000) / 30 }))
  const options = { sourceFps: () => 30, capacityFps: () => 15 / 0.98, onDrop() {} }
  const seen = await collect(evenly(streamOf(frames), options))
  assert.deepEqual(
    seen.map(({ index }) => index),
    [0, 2, 100, 102],
  )
})

/** Which of 60 frames of a source are let in. */
async function admitted(
  { sourceFps, capacityFps }: { sourceFps: number; capacityFps: number },
  dropped: number[] = [],
) {
  const captures = range(60).map((seq) => aFrame({ seq, capturedMono: (seq * 1000) / sourceFps }))
  const onDrop = ({ index }: { index: number }) => dropped.push(index)
  const options = { sourceFps: () => sourceFps, capacityFps: () => capacityFps, onDrop }
  return (await collect(evenly(streamOf(captures), options))).map(({ index }) => index)
}

function steps(indices: number[]): number[] {
  return indices.slice(1).map((index, i) => index - indices[i])
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}
