import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Inference } from '#engine/diffusion/inferenceThread.ts'
import type { Batch, Opened, Prepared } from '#engine/diffusion/messages.ts'
import { openDiffusion } from '#engine/diffusion.ts'
import type { Engine } from '#engine/engine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { Parameters } from '#settings/schema.ts'
import type { Log } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { manualClock } from '#test/manualClock.ts'
import { onCpu } from '#test/onCpu.ts'
import { batchOf, testPictures } from './contract.ts'

const small = { widthPx: 64, heightPx: 40 }
const large = { widthPx: 128, heightPx: 72 }
const inTime = { timeout: 10_000 }
const full = new OperatorError('DEVICE_OUT_OF_MEMORY', 'The memory is full.', 'Lower resolution.')

test(
  'a new resolution is prepared beside the old one, which goes on until the new one takes over',
  inTime,
  async () => {
    const { engine, threads, lines } = await show()
    await transform(engine, small)
    const prepared = hold(threads, 1)
    await transform(engine, large)
    await transform(engine, large)
    assert.deepEqual(shapesOf(threads[0]), ['64x40x2', '64x40x2', '64x40x2'])
    prepared.resolve()
    await eventually(() => threads[0].isClosed)
    await transform(engine, large)
    assert.deepEqual(shapesOf(threads[1]), ['128x72x2'])
    assert.match(lines.join('\n'), /preparing for 2 pictures of 128x72.*\n.*from now on 2 pictures of 128x72/)
  },
)

test('the batch that is being drawn when the new thread takes over is finished by the old one', inTime, async () => {
  const { engine, threads } = await show()
  await transform(engine, small)
  const prepared = hold(threads, 1)
  await transform(engine, large)
  const drawing = Promise.withResolvers<void>()
  threads[0].onTransform = () => drawing.promise
  const underWay = transform(engine, large)
  prepared.resolve()
  await eventually(() => threads[0].isAskedToClose)
  drawing.resolve()
  await underWay
  assert.equal(threads[0].isClosed, true)
})

test('a resolution that is left again before it is ready is forgotten', inTime, async () => {
  const { engine, threads } = await show()
  await transform(engine, small)
  const prepared = hold(threads, 1)
  await transform(engine, large)
  await transform(engine, small)
  prepared.resolve()
  await eventually(() => threads[1]?.isClosed)
  await transform(engine, small)
  assert.equal(threads.length, 2)
  assert.equal(shapesOf(threads[0]).length, 4)
})

test('a smaller batch now and then is filled up; a new batch size is followed when it stays', inTime, async () => {
  const { engine, threads } = await show()
  for (const count of [4, 4, 1, 4, 1, 4]) await transform(engine, small, {}, count)
  assert.equal(threads.length, 1)
  for (let i = 0; i < 3; i++) await transform(engine, small, {}, 6)
  await eventually(() => threads[0].isClosed)
  await transform(engine, small, {}, 6)
  assert.deepEqual(shapesOf(threads[1]), ['64x40x6'])
})

test('a cross-fade needs nothing new: it is drawn by the thread that is there', inTime, async () => {
  const { engine, threads } = await show()
  await transform(engine, small)
  const seeds = [{ seed: 1, weight: 1 }]
  for (const weight of [0.25, 0.5, 0.75]) {
    const prompts = ['a', 'b'].map((text, i) => ({ text, weight: i === 0 ? weight : 1 - weight }))
    const looks = [
      { prompts, seeds },
      { prompts, seeds },
    ]
    await engine.transform({ ...batchOf(testPictures(small, 2)), looks })
  }
  assert.equal(threads.length, 1)
  assert.equal(threads[0].prepared.length, 1)
})

test('guidance is prepared for as a resolution is', inTime, async () => {
  const { engine, threads } = await show()
  await transform(engine, small)
  await transform(engine, small, { guidanceScale: 2 })
  await eventually(() => threads[0].isClosed)
  assert.equal(threads[1].prepared[0]?.guided, true)
})

test('where two do not fit into the memory, the old one makes room', inTime, async () => {
  const { engine, threads, lines } = await show()
  await transform(engine, small)
  failAt(threads, 1, full)
  await transform(engine, large)
  await eventually(() => threads[2])
  await transform(engine, large)
  assert.deepEqual(
    threads.map(({ isClosed }) => isClosed),
    [true, true, false],
  )
  assert.deepEqual(shapesOf(threads[2]), ['128x72x2'])
  assert.match(lines.join('\n'), /memory of the device does not hold both/)
})

test('a resolution that does not fit at all is told, and the show goes on in the old one', inTime, async () => {
  const { engine, threads, lines } = await show()
  await transform(engine, small)
  failAt(threads, 1, full)
  failAt(threads, 2, full)
  await transform(engine, large)
  await eventually(() => threads[3])
  await transform(engine, large)
  await transform(engine, large)
  assert.deepEqual(shapesOf(threads[3]), ['64x40x2', '64x40x2'])
  assert.match(lines.join('\n'), /2 pictures of 128x72 cannot be prepared.*memory is full.*Lower resolution/)
  assert.equal(threads.length, 4)
})

test('a first shape that cannot be prepared fails its batch, and the next one tries again', inTime, async () => {
  const { engine, threads } = await show()
  threads[0].onPrepare = () => Promise.reject(full)
  await assert.rejects(transform(engine, small), { code: 'DEVICE_OUT_OF_MEMORY' })
  await transform(engine, small)
  assert.deepEqual(shapesOf(threads[1]), ['64x40x2'])
})

test('a batch that fails is told, and the next one is drawn', inTime, async () => {
  const { engine, threads } = await show()
  threads[0].onTransform = () => Promise.reject(new OperatorError('INFERENCE_FAILED', 'NaN', 'Try again.'))
  await assert.rejects(transform(engine, small), { code: 'INFERENCE_FAILED' })
  threads[0].onTransform = async () => undefined
  await transform(engine, small)
  assert.equal(threads.length, 1)
})

test('a thread that dies is started again, each time after a longer wait', inTime, async () => {
  const { engine, threads, clock, lines } = await show()
  await transform(engine, small)
  threads[0].die('out of luck')
  await eventually(() => lines.some((line) => /has died \(out of luck\)/.test(line)))
  const waiting = transform(engine, small)
  assert.equal(threads.length, 1)
  await clock.advance(200)
  await waiting
  assert.deepEqual(shapesOf(threads[1]), ['64x40x2'])
})

test('for files a new size waits for its preparation, and fewer pictures need none', inTime, async () => {
  const { engine, threads, lines } = await show({ waits: true })
  await transform(engine, small, {}, 4)
  await transform(engine, large, {}, 4)
  await transform(engine, large, {}, 1)
  assert.equal(threads.length, 1)
  assert.deepEqual(shapesOf(threads[0]), ['64x40x4', '128x72x4', '128x72x4'])
  assert.doesNotMatch(lines.join('\n'), /scaled/)
})

test('a device that hangs is told of, after 20 times the longest batch but at least a minute', inTime, async () => {
  const { engine, threads, lines, clock, hung } = await show()
  await transform(engine, small)
  const slow = Promise.withResolvers<void>()
  threads[0].onTransform = () => slow.promise
  const drawing = transform(engine, small)
  await clock.advance(4000)
  slow.resolve()
  await drawing
  threads[0].onTransform = () => new Promise(() => undefined)
  void transform(engine, small)
  await clock.advance(79_000)
  assert.equal(hung(), 0)
  await clock.advance(2000)
  assert.equal(hung(), 1)
  assert.match(lines.at(-1) ?? '', /no answer from the device for 80\.0 s: it hangs/)
})

test('a preparation that never ends is told of after 20 minutes', inTime, async () => {
  const { engine, threads, clock, hung } = await show()
  threads[0].onPrepare = () => new Promise(() => undefined)
  void transform(engine, small)
  await clock.advance(20 * 60_000 - 1)
  assert.equal(hung(), 0)
  await clock.advance(1)
  assert.equal(hung(), 1)
})

test('closing ends all threads, also one that is being prepared', inTime, async () => {
  const { engine, threads } = await show()
  await transform(engine, small)
  hold(threads, 1)
  await transform(engine, large)
  await eventually(() => threads[1])
  await engine[Symbol.asyncDispose]()
  assert.deepEqual(
    threads.map(({ isClosed }) => isClosed),
    [true, true],
  )
})

/** An engine whose threads do what the test says. */
async function show({ waits = false } = {}) {
  const threads: FakeThread[] = []
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const log: Log = { info: say, warn: say, error: say }
  const clock = manualClock()
  const openThread = () => {
    const thread = new FakeThread(plans.get(threads)?.get(threads.length))
    threads.push(thread)
    return thread
  }
  let hung = 0
  const engine = await openDiffusion({ ...onCpu, folder: '', waits, onHung: () => hung++, clock, log, openThread })
  return { engine, threads, lines, clock, hung: () => hung }
}

type Prepare = () => Promise<void>
const plans = new WeakMap<FakeThread[], Map<number, Prepare>>()

/** The n-th thread will be prepared when the test says so. */
function hold(threads: FakeThread[], n: number): PromiseWithResolvers<void> {
  const prepared = Promise.withResolvers<void>()
  plan(threads, n, () => prepared.promise)
  return prepared
}

function failAt(threads: FakeThread[], n: number, error: Error): void {
  plan(threads, n, () => Promise.reject(error))
}

function plan(threads: FakeThread[], n: number, prepare: Prepare): void {
  const known = plans.get(threads) ?? new Map<number, Prepare>()
  plans.set(threads, known.set(n, prepare))
}

class FakeThread implements Inference {
  readonly prepared: Prepared[] = []
  readonly drawn: Prepared[] = []
  readonly #ended = Promise.withResolvers<string>()
  readonly ended = this.#ended.promise
  readonly opened: Promise<Opened> = Promise.resolve({
    choice: {
      device: { provider: 'cpu', device: 0 },
      dialect: { provider: 'cpu', float: 'float32', attention: 'fused', contrib: true },
    },
    description: 'a fake',
    hasGuidance: true,
  })
  isAskedToClose = false
  isClosed = false
  onPrepare: Prepare
  onTransform: () => Promise<void> = async () => undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(onPrepare: Prepare = async () => undefined) {
    this.onPrepare = onPrepare
  }

  async prepare(shape: Prepared): Promise<void> {
    this.prepared.push(shape)
    const closing = this.ended.then((reason) => Promise.reject(new Error(reason)))
    await Promise.race([this.onPrepare(), closing])
  }

  transform(_: Batch, as: Prepared): Promise<void> {
    this.drawn.push(as)
    const drawing = this.onTransform()
    this.#last = drawing.catch(() => undefined)
    return drawing
  }

  async close(): Promise<void> {
    this.isAskedToClose = true
    await this.#last
    this.isClosed = true
    this.#ended.resolve('closed')
  }

  die(reason: string): void {
    this.#ended.resolve(reason)
  }
}

function transform(engine: Engine, size: typeof small, parameters: Partial<Parameters> = {}, count = 2) {
  return engine.transform(batchOf(testPictures(size, count), parameters))
}

function shapesOf({ drawn }: FakeThread): string[] {
  return drawn.map(({ widthPx, heightPx, count }) => `${widthPx}x${heightPx}x${count}`)
}
