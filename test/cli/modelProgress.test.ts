import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Meter } from '#cli/model/meter.ts'
import { openProgress } from '#cli/model/progress.ts'
import { readableDuration } from '#cli/model/readableDuration.ts'
import { tableOf } from '#cli/model/table.ts'
import { manualClock } from '#test/manualClock.ts'

test('the meter tells how much, how fast and how long still', () => {
  const meter = new Meter(10_000_000)
  meter.set(0, 'a', 2_000_000, 8_000_000) // left by an earlier run: not moved now
  for (let ms = 250; ms <= 3000; ms += 250) meter.set(ms, 'a', 2_000_000 + ms * 1000, 8_000_000)
  assert.equal(meter.line(3250), '5.00 MB of 10.0 MB, 1.00 MB/s, 5 s left')
})

test('the meter says nothing about the pace while nothing moves, and grows with what nobody had announced', () => {
  const meter = new Meter(0)
  meter.set(0, 'a', 3000, undefined)
  assert.equal(meter.line(1), '3.00 kB of 3.00 kB')
})

test('without a terminal a line comes every five seconds, and none after the end', async () => {
  const clock = manualClock()
  const lines: string[] = []
  const stream = { isTTY: false, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream
  const progress = await openProgress({ title: 'Downloading', expected: 2000, clock, stream })
  progress.set('a', 500, 2000)
  await clock.advance(5000)
  progress.note('a: the connection broke')
  progress.set('a', 1000, 2000)
  await clock.advance(5000)
  await progress[Symbol.asyncDispose]()
  await clock.advance(20_000)
  assert.equal(lines.length, 3)
  assert.match(
    lines.join(''),
    /^Downloading: 500 B of 2.00 kB\na: the connection broke\nDownloading: 1.00 kB of 2.00 kB/,
  )
})

test('times are told as people say them', () => {
  const told = [0.4, 59, 61, 3599, 7500, Number.POSITIVE_INFINITY].map(readableDuration)
  assert.deepEqual(told, ['0 s', '59 s', '1 min 1 s', '59 min 59 s', '2 h 5 min', ''])
})

test('a table has columns as wide as they need', () => {
  const table = tableOf(
    ['NAME', 'SIZE'],
    [
      ['a', '1 B'],
      ['long/name', '12 GB'],
    ],
  )
  assert.equal(table, 'NAME       SIZE\na          1 B\nlong/name  12 GB')
})
