import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitted, onScreen, uprightScreen } from '#display/placement.ts'

const SCREEN = { widthPx: 1920, heightPx: 1200 }
const PICTURE = { widthPx: 1024, heightPx: 576 }

test('a picture covers the screen, and what is too much is cut on both sides alike', () => {
  assert.deepEqual(fitted(PICTURE, SCREEN, false), { xPx: -106, yPx: 0, widthPx: 2133, heightPx: 1200 })
})

test('with --pad all of it is seen, with bars of the same size', () => {
  assert.deepEqual(fitted(PICTURE, SCREEN, true), { xPx: 0, yPx: 60, widthPx: 1920, heightPx: 1080 })
})

test('a picture as large as the screen is not scaled', () => {
  for (const pad of [true, false]) {
    assert.deepEqual(fitted(PICTURE, PICTURE, pad), { xPx: 0, yPx: 0, ...PICTURE })
  }
})

test('a screen on its side is as high as it was wide', () => {
  const size = (rotate: 0 | 90 | 180 | 270) => uprightScreen({ screen: SCREEN, rotate, isMirrored: false })
  assert.deepEqual([size(0), size(180)], [SCREEN, SCREEN])
  assert.deepEqual(size(90), { widthPx: 1200, heightPx: 1920 })
  assert.deepEqual(size(270), { widthPx: 1200, heightPx: 1920 })
})

test('what is at the top left stands where a turned and mirrored screen shows its top left', () => {
  const label = { xPx: 0, yPx: 0, widthPx: 200, heightPx: 100 }
  const centre = (rotate: 0 | 90 | 180 | 270, isMirrored = false) => {
    const { xPx, yPx, widthPx, heightPx } = onScreen(label, { screen: SCREEN, rotate, isMirrored })
    return [xPx + widthPx / 2, yPx + heightPx / 2]
  }
  assert.deepEqual(centre(0), [100, 50])
  assert.deepEqual(centre(0, true), [1820, 50])
  // turned clockwise the top is at the right
  assert.deepEqual(centre(90), [1870, 100])
  assert.deepEqual(centre(90, true), [1870, 1100])
  assert.deepEqual(centre(180), [1820, 1150])
  assert.deepEqual(centre(270), [50, 1100])
})
