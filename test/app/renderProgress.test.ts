import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { Progress, type Terminal } from '#app/render/progress.ts'
import { Tally } from '#app/render/tally.ts'
import type { Outcome, Task } from '#app/render/task.ts'
import { timeText } from '#app/render/timeText.ts'
import { manualClock } from '#test/manualClock.ts'

test('without a terminal there is a line every five seconds with rate and time left', async () => {
  const { said, finish } = rendering(new PassThrough(), { total: 40, left: 30 })
  for (let i = 0; i < 11; i++) await finish(1, 1000)
  assert.deepEqual(said, [
    '15 of 40 pictures, 1.0 pictures/s, 25 s left',
    '20 of 40 pictures, 1.0 pictures/s, 20 s left',
  ])
})

test('the rate is that of the last pictures, not of the first, slow one', async () => {
  const { said, finish } = rendering(new PassThrough(), { total: 1000, left: 1000 })
  await finish(1, 60_000)
  for (let i = 0; i < 60; i++) await finish(1, 500)
  assert.equal(said.at(-1), '61 of 1000 pictures, 2.0 pictures/s, 7 min 50 s left')
})

test('slow renderings tell the time for a picture; failures are counted', async () => {
  const { said, finish } = rendering(new PassThrough(), { total: 3, left: 3 })
  await finish(1, 8000, false)
  assert.deepEqual(said, ['1 of 3 pictures, 8.0 s per picture, 16 s left, 1 failed'])
})

test('an estimate that turns out too low tells no time that is over', async () => {
  const clock = manualClock()
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const log = { info: say, warn: say, error: say }
  const tally = { total: 2, finished: 0, failures: [] }
  using progress = new Progress({ tally, noun: 'frames', clock, log, terminal: new PassThrough() })
  for (let i = 0; i < 3; i++) {
    tally.finished++
    await clock.advance(2000)
    progress.show()
  }
  assert.deepEqual(said, ['3 of 3 frames, 2.0 s per frame'])
})

test('on a terminal there is a bar, and the cursor comes back at the end', async () => {
  const terminal: Terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 100,
    cursorTo() {},
    clearLine() {},
  })
  const { said, finish, progress } = rendering(terminal, { total: 4, left: 4 })
  await finish(2, 1000)
  progress[Symbol.dispose]()
  const drawn = String((terminal as PassThrough).read())
  assert.match(drawn, /2\/4 {2}2\.0 pictures\/s, 1 s left/)
  assert.ok(drawn.includes('\x1b[?25h'))
  assert.deepEqual(said, [])
})

test('times are told as people say them', () => {
  assert.deepEqual([0.2, 59.5, 61, 3600, 7500].map(timeText), [
    '1 s',
    '1 min 00 s',
    '1 min 01 s',
    '1 h 00 min',
    '2 h 05 min',
  ])
})

function rendering(terminal: Terminal, counts: { total: number; left: number }) {
  const said: string[] = []
  const clock = manualClock()
  const tally = new Tally(counts)
  const say = (line: string) => void said.push(line)
  const progress = new Progress({ tally, clock, terminal, log: { info: say, warn: say, error: say } })
  const finish = async (count: number, ms: number, isDone = true) => {
    await clock.advance(ms)
    tally.add(Array.from({ length: count }, () => ({ task: {} as Task, isDone, reason: '' }) as Outcome))
    progress.show()
  }
  return { said, finish, progress }
}
