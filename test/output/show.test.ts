import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from '@msgpack/msgpack'
import type { Paced } from '#output/pace.ts'
import { PictureBoard, type Published } from '#output/pictureBoard.ts'
import { show } from '#output/show.ts'
import type { FrameRecord } from '#telemetry/frameLog.ts'
import { streamOf } from '#test/collect.ts'
import { aDone, aFrame, aJpeg } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'
import { encodePictureMessage } from '#wire/pictureMessage.ts'

test('every picture leaves with the time and index of its frame', async () => {
  const { sent } = await shown([done(0, 10), done(1, 20)])
  assert.deepEqual(sent, [
    [1_700_000_000_000, 0, 10],
    [1_700_000_000_033, 1, 20],
  ])
})

test('a failed frame shows the last good picture under its own time and index, and is counted', async () => {
  const { sent, failed, records } = await shown([done(0, 10), failure(1), failure(2), done(3, 40)])
  assert.deepEqual(
    sent.map(([, index, shade]) => [index, shade]),
    [
      [0, 10],
      [1, 10],
      [2, 10],
      [3, 40],
    ],
  )
  assert.deepEqual(failed, ['out of memory', 'out of memory'])
  assert.deepEqual(
    records.map(({ seq }) => seq),
    [0, 3],
    'a picture shown again is not counted as a new one',
  )
})

test('failed frames before the first good picture show nothing at all, never the input', async () => {
  const { sent, failed } = await shown([failure(0), failure(1), done(2, 30)])
  assert.deepEqual(
    sent.map(([, index]) => index),
    [2],
  )
  assert.equal(failed.length, 2)
})

test('viewers inside the server get the very message that was published, and its age', async () => {
  const { seen, board } = await shown([done(0, 10), done(1, 20)], { now: 100 })
  assert.deepEqual(
    seen.map(({ index, capturedAtMs, latencyMs }) => ({ index, capturedAtMs, latencyMs })),
    [
      { index: 0, capturedAtMs: 1_700_000_000_000, latencyMs: 100 },
      { index: 1, capturedAtMs: 1_700_000_000_033, latencyMs: 67 },
    ],
  )
  assert.equal(board.newest, seen[1])
  assert.equal((decode(seen[1].message) as unknown[])[1], 1)
})

test('while the show is frozen the picture stays, at the usual pace, and then the newest one is there at once', async () => {
  const frozen = [false, true, true, false]
  const isFrozen = () => frozen.shift() ?? false
  // the first picture is shown whatever is pressed, so that nobody is asked about it
  const { sent } = await shown([done(0, 10), done(1, 20), done(2, 30), done(3, 40), done(4, 50)], { isFrozen })
  assert.deepEqual(
    sent.map(([, index, shade]) => [index, shade]),
    [
      [0, 10],
      [1, 20],
      [2, 20],
      [3, 20],
      [4, 50],
    ],
  )
})

test('every picture comes with the input that it was made from, also while it is shown again', async () => {
  const { seen } = await shown([done(0, 10), failure(1), done(2, 20)])
  assert.equal(seen[1].input, seen[0].input)
  assert.notEqual(seen[2].input, undefined)
})

async function shown(items: readonly Paced[], { now = 0, isFrozen = (): boolean => false } = {}) {
  const board = new PictureBoard()
  const seen: Published[] = []
  board.onPicture((picture) => seen.push(picture))
  const sent: [timestamp: number, index: number, shade: number][] = []
  const failed: string[] = []
  const records: FrameRecord[] = []
  const publisher = {
    async publish(picture: Parameters<typeof encodePictureMessage>[0]) {
      sent.push([picture.timestamp, picture.index, shades.get(picture.jpeg) ?? Number.NaN])
      return encodePictureMessage(picture)
    },
    async [Symbol.asyncDispose]() {},
  }
  await show(streamOf(items), {
    ...{ publisher, board, clock: manualClock({ now }), isFrozen },
    onPublished: (record) => records.push(record),
    onFailed: (reason) => failed.push(reason),
  })
  return { sent, seen, board, failed, records }
}

const shades = new Map<Uint8Array, number>()

function done(seq: number, shade: number): Paced {
  const jpeg = aJpeg({ grey: shade })
  shades.set(jpeg, shade)
  return { ...aDone(aFrame({ seq })), jpeg, orderedMono: 0, releasedMono: 0 }
}

function failure(seq: number): Paced {
  return { type: 'failed', frame: aFrame({ seq }), reason: 'out of memory', orderedMono: 0, releasedMono: 0 }
}
