import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel } from '#flow/channel.ts'
import type { Capture } from '#frame/capture.ts'
import { type Live, reopening } from '#source/reopening.ts'
import { manualClock } from '#test/manualClock.ts'
import { jpegOf, keptLog } from '#test/pictures.ts'

test('a source that ends is opened again; until then its last picture comes ten times a second with new times', async () => {
  await using show = await start()
  await show.deliver(7)
  show.live().end()
  await show.clock.advance(1)
  show.holdOpenings()
  await show.clock.advance(1000)
  const repeated = show.seen.slice(1)
  assert.equal(repeated.length, 10)
  assert.deepEqual(new Set(repeated.map((capture) => capture.index)), new Set([7]))
  assert.equal(new Set(repeated.map((capture) => capture.capturedMono)).size, 10)
})

test('health says what is wrong and since when, until the first new picture', async () => {
  await using show = await start()
  await show.deliver(1)
  assert.deepEqual(show.state(), { name: 'camera 0', isHealthy: true, index: 1 })
  await show.clock.advance(500)
  show.live().fail(new Error('the plug was pulled'))
  await show.clock.advance(260)
  assert.equal(show.state().isHealthy, false)
  assert.match(
    show.state().problem ?? '',
    /camera 0 failed: the plug was pulled; opening it again. The last picture stays/,
  )
  assert.equal(show.state().since, 1_700_000_000_500)
  await show.deliver(2)
  assert.deepEqual(show.state(), { name: 'camera 0', isHealthy: true, index: 2 })
  assert.match(show.log.lines.at(-1) ?? '', /camera 0 is back/)
})

test('two seconds of silence are a stall: the source is closed and opened again', async () => {
  await using show = await start()
  await show.deliver(1)
  await show.clock.advance(1900)
  assert.equal(show.state().isHealthy, true)
  await show.clock.advance(200)
  assert.match(show.state().problem ?? '', /no picture for 2 s/)
  await show.clock.advance(300)
  assert.equal(show.lives.length, 2)
  assert.equal(show.lives[0].isClosed, true)
})

test('the first picture of an opening may take longer', async () => {
  await using show = await start()
  await show.clock.advance(9900)
  assert.equal(show.lives.length, 1)
  await show.clock.advance(500)
  assert.equal(show.lives.length, 2)
})

test('the pauses between attempts grow to five seconds, and start small again after a success', async () => {
  await using show = await start()
  await show.deliver(1)
  show.failOpenings()
  show.live().end()
  const before = show.attempts()
  await show.clock.advance(250 + 500 + 1000 + 2000 + 4000 + 5000 + 5000 + 10)
  assert.equal(show.attempts() - before, 7)
})

test('every opening that was given up is closed before the next one begins', async () => {
  await using show = await start()
  for (let i = 0; i < 20; i++) {
    await show.deliver(i)
    show.live().end()
    await show.clock.advance(300)
  }
  assert.equal(show.lives.length, 21)
  assert.equal(show.lives.filter((live) => !live.isClosed).length, 1)
  await show[Symbol.asyncDispose]()
  assert.equal(show.lives.filter((live) => !live.isClosed).length, 0)
})

test('what fails at the very first opening is an error of the opening', async () => {
  const opening = reopening({
    ...{ clock: manualClock(), signal: new AbortController().signal, log: keptLog(), name: 'camera 0' },
    open: () => Promise.reject(new Error('no camera')),
  })
  await assert.rejects(opening, /no camera/)
})

test('a reader who takes his time is not taken for a stall', async () => {
  await using show = await start({ isReading: false })
  const captures = show.source[Symbol.asyncIterator]()
  const first = captures.next()
  await show.deliver(1)
  await first
  await show.clock.advance(60_000)
  const second = captures.next()
  await show.clock.advance(500)
  await show.deliver(2)
  assert.equal((await second).value?.index, 2)
  assert.equal(show.lives.length, 1)
})

/** A live source whose openings are worked by hand, being read. */
async function start({ isReading = true } = {}) {
  const clock = manualClock()
  const log = keptLog()
  const lives: ReturnType<typeof liveByHand>[] = []
  let refusing: 'no' | 'failing' | 'holding' = 'no'
  let attempts = 0
  const source = await reopening({
    ...{ clock, log, name: 'camera 0', signal: new AbortController().signal },
    async open(signal) {
      attempts++
      if (refusing === 'failing') throw new Error('still away')
      if (refusing === 'holding') await clock.until(Number.MAX_VALUE, signal)
      const live = liveByHand(signal)
      lives.push(live)
      return live.live
    },
  })
  const seen: Capture[] = []
  const read = async () => {
    for await (const capture of source) seen.push(capture)
  }
  const reading = isReading ? read() : undefined
  return {
    ...{ clock, log, lives, seen, source },
    state: () => source.state,
    live: () => lives[lives.length - 1],
    attempts: () => attempts,
    failOpenings() {
      refusing = 'failing'
    },
    holdOpenings() {
      refusing = 'holding'
    },
    async deliver(index: number) {
      await clock.settle()
      await lives[lives.length - 1].deliver(index, clock.now())
      await clock.settle()
    },
    async [Symbol.asyncDispose]() {
      await source[Symbol.asyncDispose]()
      await reading
    },
  }
}

function liveByHand(signal: AbortSignal) {
  const channel = new Channel<Capture>({ capacity: 1, onFull: 'wait' })
  signal.addEventListener('abort', () => channel.close())
  const self = {
    isClosed: false,
    live: {
      [Symbol.asyncIterator]: () => channel,
      async [Symbol.asyncDispose]() {
        self.isClosed = true
      },
    } satisfies Live,
    deliver: (index: number, mono: number) =>
      channel.send({ jpeg: jpegOf(1), widthPx: 32, heightPx: 16, index, capturedAtMs: 1, capturedMono: mono }),
    end: () => channel.close(),
    fail: (error: Error) => channel.fail(error),
  }
  return self
}
