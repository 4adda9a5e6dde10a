import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kioskArgs } from '#display/kioskArgs.ts'
import { readXrandr } from '#display/kioskScreen.ts'

const page = { url: 'http://127.0.0.1:5556/display', profile: '/p', windowed: false, isRoot: false }

test('the sandbox of Chromium is off for root only', () => {
  assert.ok(!kioskArgs({ kind: 'chromium' }, page).includes('--no-sandbox'))
  assert.ok(kioskArgs({ kind: 'chromium' }, { ...page, isRoot: true }).includes('--no-sandbox'))
})

test('a browser fills the screen, unless a window is asked for', () => {
  for (const kind of ['chromium', 'firefox'] as const) {
    assert.ok(kioskArgs({ kind }, page).includes('--kiosk'))
    assert.ok(!kioskArgs({ kind }, { ...page, windowed: true }).includes('--kiosk'))
    assert.ok(kioskArgs({ kind }, page).some((arg) => arg.endsWith(page.url)))
  }
})

test('a window of Chromium opens on the chosen screen', () => {
  const place = { xPx: 1920, yPx: 0, widthPx: 1280, heightPx: 720 }
  assert.ok(kioskArgs({ kind: 'chromium' }, { ...page, place }).includes('--window-position=1920,0'))
})

test('the primary screen is the first; what is not plugged in does not count', () => {
  const screens = readXrandr(`Screen 0: minimum 320 x 200, current 3200 x 1080, maximum 8192 x 8192
HDMI-1 connected 1280x720+1920+0 (normal left inverted right x axis y axis) 600mm x 340mm
   1280x720      60.00*+
DP-1 disconnected (normal left inverted right x axis y axis)
eDP-1 connected primary 1920x1080+0+0 (normal left inverted right x axis y axis) 344mm x 194mm
DP-2 connected (normal left inverted right x axis y axis)
`)
  assert.deepEqual(screens, [
    { xPx: 0, yPx: 0, widthPx: 1920, heightPx: 1080 },
    { xPx: 1920, yPx: 0, widthPx: 1280, heightPx: 720 },
  ])
})
