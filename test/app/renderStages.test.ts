import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { encode } from 'fast-png'
import { decodePicture } from '#app/render/decodePicture.ts'
import { stages } from '#app/render/stages.ts'
import type { Outcome, Task } from '#app/render/task.ts'
import type { Engine, EngineInput } from '#engine/engine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { Pictures } from '#frame/pictures.ts'
import { defaultParameters } from '#settings/schema.ts'
import { pngToRgb } from '#source/pngToRgb.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { noise, pixelsOf, writePng } from './renderPictures.ts'

const BAD = 3

test('when a batch fails its pictures are tried one by one, and only the bad one is lost', async (t) => {
  const { engine, seen } = pickyEngine()
  const { outcomes, tasks } = await run(t, { engine, batchSize: 4, count: 6 })
  assert.deepEqual(seen, [[0, 1, 2, 3], [0], [1], [2], [3], [4, 5]])
  assert.deepEqual(
    outcomes.map(({ task, isDone }) => [task.seq, isDone]),
    [
      [0, true],
      [1, true],
      [2, true],
      [3, false],
      [4, true],
      [5, true],
    ],
  )
  for (const i of [0, 1, 2, 4, 5]) assert.deepEqual(pixelsOf((tasks[i] as Task).to), noise(i))
})

test('batches do not shift when some pictures are done already', async (t) => {
  const { engine, seen } = pickyEngine()
  const { outcomes } = await run(t, { engine, batchSize: 3, count: 9, isLeft: (seq) => seq === 7 || seq === 8 })
  assert.deepEqual(seen, [[6, 7, 8]])
  assert.deepEqual(
    outcomes.map(({ task }) => task.seq),
    [7, 8],
  )
})

test('what would meet every picture ends it at once', async (t) => {
  const refusal = new OperatorError('PROMPT_INVALID', 'The prompt is wrong.', 'Mend it.')
  const { engine, seen } = pickyEngine(refusal)
  await assert.rejects(run(t, { engine, batchSize: 2, count: 8, isLeft: (seq) => seq > 1 }), refusal)
  assert.deepEqual(seen, [[2, 3]])
})

test('it reads ahead no more than the next batches, however slow the engine is', async (t) => {
  const release = Promise.withResolvers<void>()
  const { engine } = pickyEngine()
  const slow = { ...engine, transform: (input: EngineInput) => release.promise.then(() => engine.transform(input)) }
  const read = new Set<number>()
  const watched = (task: Task): Task => ({
    ...task,
    get from() {
      read.add(task.seq)
      return task.from
    },
  })
  const done = run(t, { engine: slow, batchSize: 1, count: 30, change: watched })
  for (let last = -1; last !== read.size || last < 2; await new Promise((resolve) => setImmediate(resolve)))
    last = read.size
  assert.ok(read.size <= 5, `${read.size} were read`)
  release.resolve()
  assert.equal((await done).outcomes.length, 30)
})

test('after the wish to stop the engine is not waited for', async (t) => {
  const stopper = new AbortController()
  const { engine } = pickyEngine()
  const transform = () => {
    stopper.abort()
    return Promise.withResolvers<Pictures>().promise
  }
  const stuck: Engine = { ...engine, transform }
  await assert.rejects(run(t, { engine: stuck, batchSize: 1, count: 3, signal: stopper.signal }), {
    name: 'AbortError',
  })
})

test('a picture with transparency is the same the quick way and the thorough way', async () => {
  const data = Uint8Array.from(noise(5, 32, 32)).subarray(0, 32 * 24 * 4)
  const png = encode({ width: 32, height: 24, channels: 4, depth: 8, data })
  assert.deepEqual((await decodePicture(png)).pixels, pngToRgb(png).pixels)
})

/** An engine that returns its input, and fails with whatever holds picture number 3. */
function pickyEngine(failure = new Error('this one does not work')) {
  const seen: number[][] = []
  const engine: Engine = {
    name: 'picky',
    description: 'fails now and then',
    async transform({ pictures, seqs }) {
      seen.push([...seqs])
      const isBad = seqs.includes(BAD)
      if (isBad) pictures.pixels.fill(0) // an engine may write into what it was given
      if (isBad) throw failure
      return pictures
    },
    async [Symbol.asyncDispose]() {},
  }
  return { engine, seen }
}

type RunOptions = {
  readonly engine: Engine
  readonly batchSize: number
  readonly count: number
  readonly isLeft?: (seq: number) => boolean
  readonly change?: (task: Task) => Task
  readonly signal?: AbortSignal
}

async function run(t: Parameters<typeof temporaryFolder>[0], options: RunOptions) {
  const { engine, batchSize, count, isLeft = () => true, change = (task) => task } = options
  const folder = temporaryFolder(t)
  const tasks = Array.from({ length: count }, (_, seq) => {
    writePng(join(folder, `${seq}.png`), noise(seq))
    return change({ seq, from: join(folder, `${seq}.png`), to: join(folder, `out${seq}.png`), name: `out${seq}.png` })
  })
  const outcomes: Outcome[] = []
  const signal = options.signal ?? new AbortController().signal
  const left = tasks.filter(({ seq }) => isLeft(seq))
  const stream = stages({ tasks, left, batchSize, engine, signal, size: undefined, parameters: defaultParameters })
  for await (const some of stream) outcomes.push(...some)
  return { outcomes, tasks }
}
