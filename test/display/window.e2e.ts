import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { renderLabel } from '#display/label.ts'
import { eventually } from '#test/eventually.ts'
import { jpegOf } from '#test/pictures.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { fourColours, isAbout, openShowing, type Showing } from './showing.ts'

const skip = skipWithout('xvfb', 'sdl', 'xdotool')
const SCREEN = { widthPx: 640, heightPx: 480 }
const [RED, BLUE, GREEN, WHITE, GREY] = ['#ff0000', '#0000ff', '#00ff00', '#ffffff', '#203040']

test('the picture covers the whole screen, and what is too much is cut at the sides', { skip }, async (t) => {
  const showing = await openShowing(t, SCREEN)
  await showing.until([10, 10], RED)
  assertColours(showing, {
    '2,2': RED,
    '637,2': BLUE,
    '2,477': GREEN,
    '637,477': WHITE,
    '300,200': RED,
    '340,280': WHITE,
  })
  // 320x180 is as wide as 4:3 only when it is cut: the middle is where it was
  assertColours(showing, { '316,100': RED, '324,100': BLUE, '100,236': RED, '100,244': GREEN })
})

test('with --pad the whole picture is seen, between bars of the background', { skip }, async (t) => {
  const showing = await openShowing(t, SCREEN, ['--pad', '--background', '203040'])
  await showing.until([10, 70], RED)
  assertColours(showing, {
    '10,10': GREY,
    '630,470': GREY,
    '10,57': GREY,
    '10,62': RED,
    '630,417': WHITE,
    '630,422': GREY,
  })
})

test('--mirror exchanges left and right', { skip }, async (t) => {
  const showing = await openShowing(t, SCREEN, ['--mirror'])
  await showing.until([10, 10], BLUE)
  assertColours(showing, { '2,2': BLUE, '637,2': RED, '2,477': WHITE, '637,477': GREEN })
})

test('--rotate turns the picture clockwise for a screen on its side', { skip }, async (t) => {
  const showing = await openShowing(t, { widthPx: 360, heightPx: 640 }, ['--rotate', '90', '--pad'])
  await showing.until([350, 10], RED)
  assertColours(showing, { '350,10': RED, '350,630': BLUE, '10,10': GREEN, '10,630': WHITE })
})

test('keys: m mirrors, f makes a window of the screen and back, d tells the details', { skip }, async (t) => {
  const showing = await openShowing(t, SCREEN)
  await showing.until([10, 10], RED)
  press(showing, 'm')
  await showing.until([10, 10], BLUE)
  press(showing, 'm')
  await showing.until([10, 10], RED)
  press(showing, 'f')
  await showing.until([2, 2], '#000000')
  await showing.until([310, 230], RED)
  press(showing, 'f')
  await showing.until([637, 2], BLUE)
  press(showing, 'd')
  // the plate of the text is dark and lets a little of the red through
  await eventually(async () => {
    await showing.until([600, 400], WHITE)
    return isDark(showing.screen.colourAt(30, 20))
  })
})

test('what a key has done stands on the picture in real letters', { skip }, async (t) => {
  const showing = await openShowing(t, { widthPx: 1280, heightPx: 720 })
  await showing.until([10, 10], RED)
  const label = await renderLabel({ lines: ['q again closes the window'], fontPx: 20 })
  press(showing, 'q')
  await eventually(() => differenceFrom(showing, label) < 2, { what: 'the text, pixel by pixel' })
})

test('q twice closes a window that has no server', { skip }, async (t) => {
  const showing = await openShowing(t, SCREEN)
  await showing.until([10, 10], RED)
  press(showing, 'q')
  press(showing, 'q')
  assert.deepEqual(await showing.display.ended, { code: 0, signal: null })
})

test('when the server is lost its picture stays, then fades, and comes back at once', { skip }, async (t) => {
  const showing = await openShowing(t, SCREEN, ['--hold', '1', '--background', '203040'])
  await showing.until([10, 10], RED)
  showing.leave()
  const lostAt = performance.now()
  await eventually(() => isAbout(showing.screen.colourAt(10, 10), GREY), { what: 'the background' })
  assert.ok(performance.now() - lostAt > 1000, 'it faded before its time')
  await showing.comeBack()
  await showing.until([10, 10], RED)
})

test('a burst of pictures is not queued: the last one is on the screen at once', { skip }, async (t) => {
  const showing = await openShowing(t, SCREEN)
  await showing.until([10, 10], RED)
  const large = fourColours({ widthPx: 2048, heightPx: 1536 })
  for (let i = 0; i < 60; i++) await showing.publish(large)
  await showing.publish(jpegOf(64, { widthPx: 64, heightPx: 48 }))
  const sentAt = performance.now()
  await eventually(() => isAbout(showing.screen.colourAt(10, 10), '#404040'), { what: 'the last picture' })
  assert.ok(performance.now() - sentAt < 700, `took ${performance.now() - sentAt} ms`)
})

test('what is no picture is left out and told, and the next one is shown', { skip }, async (t) => {
  const showing = await openShowing(t, SCREEN)
  await showing.until([10, 10], RED)
  const bad = { nonsense: /is not a JPEG/, '': /is empty/, '\xff\xd8\xff': /is truncated|has a damaged header/ }
  for (const [bytes, reason] of Object.entries(bad)) {
    await showing.publish(Buffer.from(bytes, 'latin1'))
    await eventually(() => reason.test(showing.display.said()), { what: `${reason}` })
  }
  press(showing, 'm')
  await showing.until([10, 10], BLUE)
})

/** Compares pixels `x,y` with colours. */
function assertColours({ screen }: Showing, wanted: Readonly<Record<string, string>>): void {
  for (const [place, colour] of Object.entries(wanted)) {
    const [x = 0, y = 0] = place.split(',').map(Number)
    assert.ok(isAbout(screen.colourAt(x, y), colour), `${screen.colourAt(x, y)} at ${place}, not ${colour}`)
  }
}

function press({ screen }: Showing, key: string): void {
  execFileSync('xdotool', ['key', key], { env: { ...process.env, DISPLAY: screen.display }, timeout: 5000 })
}

function isDark(colour: string): boolean {
  return [1, 3, 5].every((i) => Number.parseInt(colour.slice(i, i + 2), 16) < 140)
}

/** Mean difference of the screen from a label at its place over red, in levels. */
function differenceFrom(
  { screen }: Showing,
  { pixels, widthPx, heightPx }: Awaited<ReturnType<typeof renderLabel>>,
): number {
  const shown = screen.pixels()
  let sum = 0
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [from, at] = [(y * widthPx + x) * 4, ((y + 16) * 1280 + x + 16) * 3]
      const alpha = (pixels[from + 3] as number) / 255
      for (const [channel, red] of [255, 0, 0].entries()) {
        const wanted = (pixels[from + 2 - channel] as number) * alpha + red * (1 - alpha)
        sum += Math.abs(wanted - (shown[at + channel] as number))
      }
    }
  }
  return sum / (widthPx * heightPx * 3)
}
