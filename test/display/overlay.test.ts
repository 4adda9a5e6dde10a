import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LabelOptions } from '#display/label.ts'
import { Overlay } from '#display/overlay.ts'
import { silentLog } from '#telemetry/log.ts'
import { manualClock } from '#test/manualClock.ts'

test('the details tell size, rate, age and worker of the picture', async () => {
  const { overlay, clock, text } = anOverlay({ worker: 'atelier' })
  overlay.isDetailed = true
  for (let i = 0; i < 120; i++) {
    await clock.advance(25)
    overlay.shown({ ...PICTURE, timestamp: clock.wallMs() - 45 })
  }
  await overlay.refresh()
  assert.match(text() ?? '', /^1024x576 {2}(39|40)\.\d fps {2}45 ms old\nworker atelier$/)
})

test('the age is told by the clock of the server, if ours differs from it', async () => {
  const { overlay, clock, text } = anOverlay({ aheadMs: 5000 })
  overlay.isDetailed = true
  overlay.shown({ ...PICTURE, timestamp: clock.wallMs() + 5000 - 80 })
  await overlay.refresh()
  assert.match(text() ?? '', / 80 ms old/)
})

test('text is drawn four times a second at most, and only when it has changed', async () => {
  const { overlay, clock, drawn } = anOverlay()
  overlay.say('frozen')
  for (let i = 0; i < 50; i++) {
    await overlay.refresh()
    await clock.advance(20)
  }
  assert.equal(drawn.length, 1)
})

test('a sentence goes away by itself', async () => {
  const { overlay, clock, text } = anOverlay()
  overlay.say('frozen')
  await overlay.refresh()
  assert.equal(text(), 'frozen')
  await clock.advance(3001)
  await overlay.refresh()
  assert.equal(text(), undefined)
})

test('without details there is no text, whatever is shown', async () => {
  const { overlay, clock, drawn } = anOverlay()
  overlay.shown({ ...PICTURE, timestamp: clock.wallMs() })
  await overlay.refresh()
  assert.deepEqual(drawn, [])
})

test('when no new picture comes, that is what the details say', async () => {
  const { overlay, clock, text } = anOverlay()
  overlay.isDetailed = true
  await overlay.refresh()
  assert.equal(text(), 'no picture yet')
  overlay.shown({ ...PICTURE, timestamp: clock.wallMs() })
  await clock.advance(300)
  await overlay.refresh()
  await clock.advance(300)
  await overlay.refresh()
  assert.match(text() ?? '', /no new picture/)
})

const PICTURE = { widthPx: 1024, heightPx: 576, pixels: new Uint8Array(0), index: 0 }

/** An overlay that writes its text down instead of drawing it. */
function anOverlay({ worker = undefined as string | undefined, aheadMs = 0 } = {}) {
  const clock = manualClock()
  const drawn: LabelOptions[] = []
  let isShown = false
  const overlay = new Overlay({
    ...{ clock, log: silentLog, show: { worker, aheadMs }, shortSidePx: () => 1080 },
    async render(options) {
      drawn.push(options)
      return { widthPx: 1, heightPx: 1, pixels: new Uint8Array(4) }
    },
    setLabel: (label) => {
      isShown = label !== undefined
    },
  })
  const text = () => (isShown ? drawn.at(-1)?.lines.join('\n') : undefined)
  return { overlay, clock, drawn, text }
}
