import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel } from '#flow/channel.ts'
import { pace } from '#output/pace.ts'
import { PlayoutDelay } from '#output/playoutDelay.ts'
import type { Ordered } from '#output/reorder.ts'
import { aDone, aFrame } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'

test('pictures that were captured evenly are shown evenly, although some took longer than others', async () => {
  const latencies = [40, 90, 20, 60, 85, 30, 70, 45, 90, 20]
  const shown = await played(latencies, 'smooth')
  const settled = intervals(shown).slice(2)
  assert.deepEqual(new Set(settled.map(Math.round)), new Set([33]))
})

test('with fast pacing every picture is shown the moment its turn comes', async () => {
  assert.deepEqual(await played([10, 20, 30], 'fast'), [10, 53, 96])
})

test('a picture that is later than ever before is shown at once, and those behind it run with the longer delay', async () => {
  const shown = await played([20, 20, 200, 20], 'smooth')
  assert.ok(shown[2] - (2 * 33 + 200) <= 2, `shown at ${shown[2]}`)
  assert.ok(shown[3] >= 3 * 33 + 200, `shown at ${shown[3]}`)
})

test('the delay covers the largest latency of the last seconds and shrinks slowly when things get better', () => {
  const delay = new PlayoutDelay({ maxMs: 2000 })
  delay.observe(300, 0)
  assert.equal(delay.ms, 302)
  for (let ms = 33; ms < 4900; ms += 33) delay.observe(50, ms)
  assert.equal(delay.ms, 302, 'the bad moment is remembered for five seconds')
  for (let ms = 5000; ms <= 10_000; ms += 33) delay.observe(50, ms)
  assert.ok(delay.ms > 160 && delay.ms < 185, `after five more seconds ${delay.ms} ms: a seventh of the excess in each`)
  for (let ms = 10_000; ms <= 20_000; ms += 33) delay.observe(50, ms)
  assert.equal(delay.ms, 52, 'in the end it is as small as it can be')
})

test('the delay has a limit', () => {
  const delay = new PlayoutDelay({ maxMs: 500 })
  delay.observe(3000, 0)
  assert.equal(delay.ms, 500)
})

/** The times at which frames were shown that were captured every 33 ms and took `latencies` to be ready. */
async function played(latencies: number[], pacing: 'smooth' | 'fast'): Promise<number[]> {
  const clock = manualClock()
  const ready = new Channel<Ordered>({ capacity: 99, onFull: 'wait' })
  const shown: number[] = []
  void (async () => {
    const delay = new PlayoutDelay({ maxMs: 2000 })
    const options = { clock, delay, signal: new AbortController().signal, pacing: () => pacing }
    for await (const { releasedMono } of pace(ready, options)) shown.push(releasedMono)
  })()
  const arrivals = latencies.map((latency, seq) => ({ seq, at: seq * 33 + latency }))
  // results are in order here: one that is ready early waits for its turn
  let turn = 0
  for (const arrival of arrivals) {
    turn = Math.max(turn, arrival.at)
    await clock.advance(Math.max(0, turn - clock.now()))
    await ready.send({ ...aDone(aFrame({ seq: arrival.seq })), orderedMono: turn })
  }
  await clock.advance(1000)
  return shown
}

function intervals(times: number[]): number[] {
  return times.slice(1).map((time, i) => time - times[i])
}
