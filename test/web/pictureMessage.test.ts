import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from '@msgpack/msgpack'
import { decodePicture } from '../../web/src/pictureMessage.ts'

for (const bytes of [3, 300, 70_000]) {
  test(`a picture of ${bytes} bytes is read as it was sent`, () => {
    const jpeg = new Uint8Array(bytes).fill(7)
    const picture = decodePicture(message([1_700_000_000_123, 4711, jpeg]))
    assert.equal(picture.timestampMs, 1_700_000_000_123)
    assert.equal(picture.index, 4711)
    assert.deepEqual(picture.jpeg, jpeg)
    assert.equal(picture.inputJpeg, undefined)
  })
}

test('a picture may come with the one that it was made from', () => {
  const picture = decodePicture(message([1, 2, Uint8Array.of(1), Uint8Array.of(2, 3)]))
  assert.deepEqual([...picture.jpeg], [1])
  assert.deepEqual([...(picture.inputJpeg ?? [])], [2, 3])
})

test('anything else is refused', () => {
  const broken = [[1, 2], [1, 2, 'three'], ['one', 2, new Uint8Array(1)], { a: 1 }]
  for (const value of broken) assert.throws(() => decodePicture(message(value)), RangeError)
  assert.throws(() => decodePicture(message([1, 2, new Uint8Array(9)]).slice(0, 8)), RangeError)
})

function message(value: unknown): ArrayBuffer {
  return Uint8Array.from(encode(value)).buffer
}
