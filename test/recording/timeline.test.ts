import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Timeline } from '#recording/timeline.ts'

const EPOCH = 1_700_000_000_000

test('pictures keep their distances, pauses too', () => {
  const { at, jumps } = aTimeline()
  assert.deepEqual([0, 33, 67, 60_067].map(at), [0, 33_000, 67_000, 60_067_000])
  assert.deepEqual(jumps, [])
})

test('two pictures of one moment are kept apart, because a file cannot hold them otherwise', () => {
  const { at } = aTimeline()
  assert.deepEqual([0, 0, 0].map(at), [0, 100, 200])
})

test('what follows a picture that was shown again and again is not late for that', () => {
  const { at } = aTimeline()
  assert.deepEqual([0, 0, 0, 0, 33].map(at), [0, 100, 200, 300, 33_000])
})

test('a clock that is set back or a day ahead makes no gap, and is told', () => {
  const { at, jumps } = aTimeline()
  const day = 24 * 3600 * 1000
  assert.deepEqual([0, -5000, -4970, day, day + 40].map(at), [0, 33_000, 63_000, 96_000, 136_000])
  assert.deepEqual(jumps, [-5000, day + 4970])
})

function aTimeline() {
  const jumps: number[] = []
  const timeline = new Timeline({ onJump: (ms) => jumps.push(ms) })
  return { at: (ms: number) => timeline.at(EPOCH + ms), jumps }
}
