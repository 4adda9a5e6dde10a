import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressText } from '#recording/recordingState.ts'

const NOW = { seconds: 723, pictures: 21_690, dropped: 0, bytes: 310e6, freeBytes: 6200e6 }

test('a recording tells its length, pictures, size and how long the disk lasts', () => {
  assert.equal(progressText(NOW), '12:03, 21690 pictures, 310 MB, room for 4 h')
  assert.equal(progressText({ ...NOW, freeBytes: 31e6 }), '12:03, 21690 pictures, 310 MB, room for 72 s')
})

test('what was left out is told, and hours are counted', () => {
  const text = progressText({ ...NOW, seconds: 7384, bytes: 4.2e9, dropped: 3, freeBytes: 0 })
  assert.equal(text, '2:03:04, 21690 pictures, 4.2 GB, 3 dropped, room for 0 s')
})

test('at the beginning nothing is promised about the disk', () => {
  assert.equal(progressText({ ...NOW, seconds: 0, pictures: 0, bytes: 0 }), '0:00, 0 pictures, 0 MB')
})
