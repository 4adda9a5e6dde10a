import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel } from '#flow/channel.ts'
import type { Transformed } from '#frame/transformed.ts'
import { PlayoutDelay } from '#output/playoutDelay.ts'
import { reorder } from '#output/reorder.ts'
import { Drops } from '#telemetry/drops.ts'
import { aDone, aFrame } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'

const done = (seq: number) => aDone(aFrame({ seq, capturedMono: 0 }))

test('results come out in the order of their frames, however they come in', async () => {
  const show = stage()
  for (const seq of [2, 0, 1, 4, 3]) await show.send(done(seq))
  assert.deepEqual(await show.shown(), [0, 1, 2, 3, 4])
})

test('a missing frame holds the picture for as long as the delay hides it and the patience lasts, then is skipped', async () => {
  const show = stage({ patienceMs: 200 })
  for (const seq of [0, 2, 3]) await show.send(done(seq))
  await show.clock.advance(199)
  assert.deepEqual(await show.shown(), [0])
  await show.clock.advance(1)
  assert.deepEqual(await show.shown(), [0, 2, 3])
  assert.equal(show.drops.total('reorder', 'never came'), 1)
})

test('a missing frame that comes in time is shown in its place', async () => {
  const show = stage({ patienceMs: 200 })
  for (const seq of [0, 2]) await show.send(done(seq))
  await show.clock.advance(150)
  await show.send(done(1))
  assert.deepEqual(await show.shown(), [0, 1, 2])
})

test('a frame that comes too late is dropped and counted, and the playout delay learns from it', async () => {
  const show = stage({ patienceMs: 200 })
  for (const seq of [0, 2]) await show.send(done(seq))
  await show.clock.advance(300)
  await show.send(done(1))
  assert.deepEqual(await show.shown(), [0, 2])
  assert.equal(show.drops.total('reorder', 'came too late'), 1)
  assert.ok(show.delay.ms >= 200, `delay ${show.delay.ms} has not grown by the patience`)
})

test('frames that come seconds too late do not put the show back by seconds', async () => {
  const show = stage({ patienceMs: 200 })
  for (const seq of [0, 3]) await show.send(done(seq))
  await show.clock.advance(1700)
  for (const seq of [1, 2]) await show.send(done(seq))
  assert.deepEqual(await show.shown(), [0, 3])
  assert.ok(show.delay.ms < 210, `delay ${show.delay.ms}`)
})

test('a frame that is known to be lost is skipped at once', async () => {
  const show = stage()
  await show.send({ type: 'lost', frame: aFrame({ seq: 0 }), reason: 'too old' })
  await show.send(done(1))
  assert.deepEqual(await show.shown(), [1])
})

test('a failed frame keeps its place', async () => {
  const show = stage()
  await show.send(done(1))
  await show.send({ type: 'failed', frame: aFrame({ seq: 0 }), reason: 'out of memory' })
  assert.deepEqual(await show.shown(), [0, 1])
})

test('at the end of the stream everything that is left comes out', async () => {
  const show = stage()
  for (const seq of [1, 3]) await show.send(done(seq))
  show.end()
  assert.deepEqual(await show.shown(), [1, 3])
})

function stage({ patienceMs = 200 } = {}) {
  const clock = manualClock()
  const drops = new Drops()
  const delay = new PlayoutDelay({ maxMs: 2000 })
  const results = new Channel<Transformed>({ capacity: 99, onFull: 'wait' })
  const seqs: number[] = []
  void (async () => {
    for await (const { frame } of reorder(results, { clock, delay, patienceMs, drops })) seqs.push(frame.seq)
  })()
  return {
    clock,
    drops,
    delay,
    send: (result: Transformed) => results.send(result),
    end: () => results.close(),
    async shown() {
      await clock.settle()
      return seqs
    },
  }
}
