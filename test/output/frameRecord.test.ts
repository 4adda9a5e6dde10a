import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STEPS } from '#frame/steps.ts'
import { frameRecord } from '#output/frameRecord.ts'
import { aDone, aFrame } from '#test/frames.ts'

const work = { waitMs: 5, decodeMs: 3, transformMs: 40, encodeMs: 2 }
const handling = { workerId: 'ada', closedMono: 130, sentMono: 131, receivedMono: 183, work }
const frame = aFrame({ seq: 4, index: 9, capturedMono: 100, admittedMono: 101 })
const shown = { ...aDone(frame), handling, orderedMono: 190, releasedMono: 220 }

test('the time of a frame is divided into its ten steps', () => {
  assert.deepEqual(frameRecord(shown, 221).steps, {
    door: 1,
    batch: 29,
    queue: 6,
    network: 2,
    decode: 3,
    transform: 40,
    encode: 2,
    reorder: 7,
    playout: 30,
    publish: 1,
  })
})

test('together the steps are the latency', () => {
  const { steps, capturedMono, publishedMono } = frameRecord(shown, 221)
  assert.equal(
    STEPS.reduce((sum, step) => sum + steps[step], 0),
    publishedMono - capturedMono,
  )
})

test('a frame is named by number, index and worker', () => {
  const { seq, index, workerId } = frameRecord(shown, 221)
  assert.deepEqual({ seq, index, workerId }, { seq: 4, index: 9, workerId: 'ada' })
})

test('a worker whose clock is off makes no step negative', () => {
  const tall = { ...shown, handling: { ...handling, work: { ...work, transformMs: 4000 } } }
  assert.ok(Object.values(frameRecord(tall, 221).steps).every((ms) => ms >= 0))
})
