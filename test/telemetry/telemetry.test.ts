import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Telemetry } from '#telemetry/telemetry.ts'
import { manualClock } from '#test/manualClock.ts'
import { aRecord } from '#test/records.ts'

test('frames are counted by how far they came, in total and per second', async () => {
  const { telemetry, clock } = someTelemetry()
  for (let i = 0; i < 120; i++) {
    telemetry.captured()
    if (i % 2 === 0) telemetry.admitted()
    if (i % 4 === 0) telemetry.published(aRecord(i, { publishedMono: clock.now() }))
    await clock.advance(1000 / 30)
  }
  assert.deepEqual(telemetry.totals, { captured: 120, admitted: 60, published: 30, failed: 0 })
  const { captured, admitted, published } = telemetry.fps
  assert.deepEqual([captured, admitted, published].map(Math.round), [30, 15, 8])
})

test('the share of frames that fail is that of the last seconds', async () => {
  const { telemetry, clock } = someTelemetry()
  assert.equal(telemetry.failing, 0)
  for (let i = 0; i < 40; i++) {
    if (i % 4 === 0) telemetry.failed()
    else telemetry.published(aRecord(i, { publishedMono: clock.now() }))
    await clock.advance(100)
  }
  assert.ok(Math.abs(telemetry.failing - 0.25) < 0.03, `${telemetry.failing}`)
  await clock.advance(5000)
  assert.equal(telemetry.failing, 0)
})

test('quiet is the time since the last picture left, or since the start', async () => {
  const { telemetry, clock } = someTelemetry()
  await clock.advance(700)
  assert.equal(telemetry.quietMs, 700)
  telemetry.published(aRecord(0, { publishedMono: clock.now() }))
  await clock.advance(300)
  assert.equal(telemetry.quietMs, 300)
  assert.equal(telemetry.uptimeS, 1)
})

function someTelemetry() {
  const clock = manualClock({ now: 5000 })
  return { clock, telemetry: new Telemetry(clock) }
}
