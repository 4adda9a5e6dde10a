import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ControlEvent, Events } from '#control/events.ts'
import { SettingsStore } from '#settings/store.ts'
import { silentLog } from '#telemetry/log.ts'
import { aDesk } from '#test/aDesk.ts'
import { fakeStatus } from '#test/fakeStatus.ts'
import { manualClock } from '#test/manualClock.ts'

test('a listener gets the settings and the status first', async () => {
  const { events, settings, listener, heard } = await someEvents()
  events.listen(listener)
  const prompts = [{ given: settings.current.prompt, used: settings.current.prompt }]
  assert.deepEqual(heard[0], { type: 'settings', settings: settings.current, changed: {}, by: 'connect', prompts })
  assert.deepEqual(
    heard.slice(1).map(({ type }) => type),
    ['cues', 'status'],
  )
})

test('a change is told at once, with the door it came through', async () => {
  const { events, settings, listener, heard, clock } = await someEvents()
  events.listen(listener)
  settings.set('strength', 0.2, { by: 'osc' })
  await clock.settle()
  const { type, changed, by } = heard[3] as Extract<ControlEvent, { type: 'settings' }>
  assert.deepEqual({ type, changed, by }, { type: 'settings', changed: { strength: 0.2 }, by: 'osc' })
})

test('a knob that is turned fast is told twenty times a second, and its last value is never lost', async () => {
  const { events, settings, listener, heard, clock } = await someEvents()
  events.listen(listener)
  for (let i = 1; i <= 100; i++) {
    settings.setAll({ strength: i / 100, ...(i === 30 ? { mirror: true } : {}) }, { by: 'osc' })
    await clock.advance(1)
  }
  await clock.advance(100)
  const told = heard.slice(3).filter((event) => event.type === 'settings')
  assert.ok(told.length <= 4, `${told.length} events in 100 ms`)
  assert.equal(told.at(-1)?.settings.strength, 1)
  assert.ok(
    told.some(({ changed }) => changed.mirror),
    'a change that was overtaken is still told',
  )
})

test('the status is told once a second, and only while somebody listens', async () => {
  const { events, listener, heard, clock, statusReads } = await someEvents()
  await clock.advance(5000)
  assert.equal(statusReads(), 0)
  const stop = events.listen(listener)
  await clock.advance(3000)
  assert.equal(heard.filter(({ type }) => type === 'status').length, 4)
  stop()
  await clock.advance(5000)
  assert.equal(statusReads(), 4)
  events.listen(listener)
  await clock.advance(1000)
  assert.equal(statusReads(), 6)
})

async function someEvents() {
  const clock = manualClock()
  const settings = new SettingsStore()
  const heard: ControlEvent[] = []
  let reads = 0
  const status = () => {
    reads++
    return fakeStatus()
  }
  const desk = await aDesk({ settings, clock })
  const events = new Events({ desk, status, clock, log: silentLog, signal: new AbortController().signal })
  return {
    events,
    settings,
    clock,
    heard,
    listener: (event: ControlEvent) => heard.push(event),
    statusReads: () => reads,
  }
}
