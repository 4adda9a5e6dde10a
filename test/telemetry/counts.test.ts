import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Drops } from '#telemetry/drops.ts'
import { Rate } from '#telemetry/rate.ts'

test('drops are counted by place and cause', () => {
  const drops = new Drops()
  drops.count('door', 'workers are busy')
  drops.count('door', 'workers are busy', 3)
  drops.count('wire', 'malformed message')
  assert.deepEqual(drops.snapshot(), { door: { 'workers are busy': 4 }, wire: { 'malformed message': 1 } })
  assert.equal(drops.total('door', 'workers are busy'), 4)
  assert.equal(drops.total('door', 'something else'), 0)
})

for (const fps of [0.5, 12, 30, 240]) {
  test(`the rate of ${fps} events a second is ${fps}`, () => {
    const rate = new Rate()
    for (let ms = 0; ms < 10_125; ms += 1000 / fps) rate.count(ms)
    const tolerance = Math.max(0.34, fps * 0.02)
    assert.ok(Math.abs(rate.perSecond(10_125) - fps) <= tolerance, `${rate.perSecond(10_125)}`)
  })
}

test('a rate falls to nothing within three and a half seconds, also when nobody has looked for long', () => {
  const rate = new Rate()
  for (let ms = 0; ms < 5000; ms += 33) rate.count(ms)
  assert.ok(rate.perSecond(6500) > 10)
  assert.equal(rate.perSecond(8500), 0)
  rate.count(1e9)
  assert.ok(rate.perSecond(1e9 + 300) < 1)
})
