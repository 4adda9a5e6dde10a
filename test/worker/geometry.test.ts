import assert from 'node:assert/strict'
import { test } from 'node:test'
import { geometryOf } from '#worker/geometry.ts'

const size = (widthPx: number, heightPx: number) => ({ widthPx, heightPx })

const scaled: readonly (readonly [from: [number, number], resolution: number, to: [number, number]])[] = [
  [[1920, 1080], 1024, [1024, 576]],
  [[1080, 1920], 1024, [576, 1024]],
  [[1000, 1000], 512, [512, 512]],
  [[320, 240], 1024, [1024, 768]],
  [[640, 427], 512, [512, 344]],
  [[4000, 10], 1024, [1024, 8]],
]
for (const [from, resolution, to] of scaled) {
  test(`${from.join('x')} at resolution ${resolution} becomes ${to.join('x')}: the longest side, both multiples of 8`, () => {
    assert.deepEqual(geometryOf(size(...from), undefined, resolution, false).to, size(...to))
  })
}

test('a crop is taken from the centre', () => {
  const { from, to } = geometryOf(size(1920, 1080), size(1024, 1024), 512, false)
  assert.deepEqual(from, { leftPx: 448, topPx: 28, ...size(1024, 1024) })
  assert.deepEqual(to, size(512, 512))
})

test('a crop that is larger than the picture is cut to it', () => {
  assert.deepEqual(geometryOf(size(640, 480), size(1024, 1024), 640, false).from, {
    leftPx: 0,
    topPx: 0,
    ...size(640, 480),
  })
  assert.deepEqual(geometryOf(size(1920, 480), size(1024, 1024), 1024, false).from, {
    leftPx: 448,
    topPx: 0,
    ...size(1024, 480),
  })
})

test('only a picture of the wanted size, whole and not mirrored, is used as it is', () => {
  assert.equal(geometryOf(size(1024, 576), undefined, 1024, false).isIdentity, true)
  assert.equal(geometryOf(size(1024, 576), size(1024, 576), 1024, false).isIdentity, true)
  assert.equal(geometryOf(size(1024, 576), undefined, 1024, true).isIdentity, false)
  assert.equal(geometryOf(size(1024, 576), undefined, 512, false).isIdentity, false)
  assert.equal(geometryOf(size(1001, 563), undefined, 1000, false).isIdentity, false)
})

test('a crop that is scaled back to the size of the whole picture is still a crop', () => {
  assert.equal(geometryOf(size(1024, 1024), size(512, 512), 1024, false).isIdentity, false)
})
