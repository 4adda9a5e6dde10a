import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Watch } from '#chat/watch.ts'
import { manualClock } from '#test/manualClock.ts'

test('what others change is told with the door it came through', async () => {
  const { watch, clock, told } = watching()
  watch.notice(change({ strength: 0.52345 }, 'osc 10.0.0.3'))
  await clock.advance(300)
  assert.deepEqual(told, ['osc 10.0.0.3: strength 0.523'])
})

test('what this chat has changed is no news, even if the event comes before the answer', async () => {
  const { watch, clock, told } = watching()
  watch.notice(change({ seed: 5 }, 'http 127.0.0.1'))
  watch.expect({ seed: 5 })
  await clock.advance(300)
  watch.notice(change({ seed: 6 }, 'http 127.0.0.1'))
  await clock.advance(300)
  assert.deepEqual(told, ['http 127.0.0.1: seed 6'])
})

test('a fader that moves is told once a second', async () => {
  const { watch, clock, told } = watching()
  for (let i = 0; i < 40; i++) {
    watch.notice(change({ blend: i / 40 }, 'osc'))
    await clock.advance(50)
  }
  await clock.advance(1000)
  assert.deepEqual(told, ['osc: blend 0.125', 'osc: blend 0.625', 'osc: blend 0.975'])
})

test('nobody hears of anything who does not watch', async () => {
  const { watch, clock, told } = watching()
  assert.equal(watch.turn(), 'not watching any more')
  watch.notice(change({ seed: 5 }, 'osc'))
  await clock.advance(2000)
  assert.deepEqual(told, [])
})

function watching() {
  const clock = manualClock()
  const told: string[] = []
  const watch = new Watch({ clock, signal: new AbortController().signal, tell: (line) => told.push(line) })
  watch.turn(true)
  return { watch, clock, told }
}

function change(changed: Readonly<Record<string, unknown>>, by: string) {
  return { type: 'settings' as const, settings: changed, changed, by }
}
