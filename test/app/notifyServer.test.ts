import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServerPulse } from '#app/notifyServer.ts'
import type { Status } from '#telemetry/status.ts'
import { manualClock } from '#test/manualClock.ts'

type Look = { readonly published?: number; readonly done?: number; readonly late?: number }

test('a server that publishes is well, and says how fast', async () => {
  const pulse = await lookedAt([
    { published: 100, done: 100 },
    { published: 400, done: 400 },
  ])
  assert.deepEqual(pulse, { isWell: true, status: '30.0 fps in, 29.9 out, 1 worker' })
})

test('a server without pictures or without workers is well: starting it anew would bring none', async () => {
  const still = Array.from({ length: 60 }, () => ({ published: 7, done: 7 }))
  assert.equal((await lookedAt(still)).isWell, true)
})

test('a server that gets results and lets none out for 20 s hangs', async () => {
  const stuck = Array.from({ length: 25 }, (_, second) => ({ published: 7, done: 7 + 10 * second }))
  const pulse = await lookedAt(stuck)
  assert.deepEqual(pulse, { isWell: false, status: '240 results have come and no picture has left for 24 s.' })
})

test('results that are dropped because they are late are no reason to start a server anew', async () => {
  const late = Array.from({ length: 60 }, (_, second) => ({ published: 7, done: 10 * second, late: 10 * second }))
  assert.equal((await lookedAt(late)).isWell, true)
})

test('it is well again with the first picture', async () => {
  const stuck = Array.from({ length: 25 }, (_, second) => ({ published: 7, done: 10 * second }))
  assert.equal((await lookedAt([...stuck, { published: 8, done: 250 }])).isWell, true)
})

/** What is said at the last of these looks, a second apart. */
async function lookedAt(looks: readonly Look[]) {
  const clock = manualClock()
  const pulse = new ServerPulse(clock)
  let last = pulse.of(statusWith(looks[0] ?? {}))
  for (const look of looks.slice(1)) {
    await clock.advance(1000)
    last = pulse.of(statusWith(look))
  }
  return last
}

function statusWith({ published = 0, done = 0, late = 0 }: Look): Parameters<ServerPulse['of']>[0] {
  const worker = { id: 'ada', framesDone: done } as Status['workers'][number]
  return {
    fps: { captured: 30, admitted: 30, published: 29.9 },
    frames: { captured: 0, admitted: 0, published, failed: 0 },
    drops: { reorder: { 'came too late': late } },
    workers: [worker],
    health: { status: 'online', parts: {} } as unknown as Status['health'],
  }
}
