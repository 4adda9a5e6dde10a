import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineInput } from '#engine/engine.ts'
import { type Look, plainLook } from '#frame/look.ts'
import type { Pictures } from '#frame/pictures.ts'
import { aJpeg } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'
import { aJob, aJobFrame, aLook } from '#test/messages.ts'
import { allGrey, CountingPool, decodedJob, fakeEngine } from '#test/worker.ts'
import { transformer } from '#worker/transform.ts'

test('the engine gets the pictures, the parameters of the job and the number of each frame', async () => {
  const { asked } = await transformed({}, allGrey(200))
  assert.deepEqual(asked[0].seqs, [4, 5])
  assert.equal(asked[0].parameters.prompt, aJob().parameters.prompt)
  assert.equal(asked[0].pictures.count, 2)
})

test('the engine gets the look that each frame was given, or the plain one of the parameters', async () => {
  const { prompt, seed } = aJob().parameters
  const plain = (await transformed({}, allGrey(200))).asked[0].looks
  assert.deepEqual(plain, [plainLook({ prompt, seed }), plainLook({ prompt, seed })])
  const looks = [aLook(['a', 0.5], ['b', 0.5]), aLook(['b', 1])]
  assert.deepEqual((await transformed({}, allGrey(200), looks)).asked[0].looks, looks)
})

for (const [opacity, shown] of [
  [1, 200],
  [0.75, 175],
  [0.5, 150],
  [0.25, 125],
  [0, 100],
] as const) {
  test(`opacity ${opacity} mixes an input of 100 and a result of 200 to ${shown}`, async () => {
    const { work } = await transformed({ opacity }, allGrey(200))
    assert.ok(work.pictures.pixels.every((value) => Math.abs(value - shown) <= 2))
  })
}

test('passthrough and opacity 0 show the input without asking the engine', async () => {
  for (const parameters of [{ passthrough: true }, { opacity: 0 }]) {
    const { work, asked } = await transformed(parameters, allGrey(200))
    assert.deepEqual([asked.length, work.fault], [0, undefined])
  }
})

const failures: readonly (readonly [
  what: string,
  transform: (input: EngineInput) => Promise<Pictures> | Pictures,
  RegExp,
])[] = [
  ['rejects', () => Promise.reject(new Error('out of memory')), /^out of memory$/],
  ['throws something that is no error', () => Promise.reject('device lost'), /^device lost$/],
  ['returns another size', ({ pictures }) => ({ ...pictures, pixels: pictures.pixels.subarray(3) }), /another size/],
]
for (const [what, transform, reason] of failures) {
  test(`an engine that ${what} is a fault of the job, told with its reason`, async () => {
    const { work, granted } = await transformed({}, transform)
    assert.match(work.fault ?? '', reason)
    assert.equal(granted, 1)
  })
}

test('room for another job is told once for every job, whatever became of it', async () => {
  for (const parameters of [{}, { passthrough: true }, { opacity: 0.5 }]) {
    assert.equal((await transformed(parameters, allGrey(1))).granted, 1)
  }
})

test('only the pictures themselves stay out of the pool, in every case', async () => {
  for (const opacity of [0, 0.5, 1]) {
    for (const transform of [allGrey(1), () => Promise.reject(new Error('no'))]) {
      assert.equal((await transformed({ opacity }, transform)).pool.outstanding, 1)
    }
  }
})

test('the time in the engine is measured', async () => {
  const clock = manualClock()
  const pool = new CountingPool({ keep: 9 })
  const { engine } = fakeEngine(async ({ pictures }) => {
    await clock.until(clock.now() + 40)
    return pictures
  })
  const working = transformer({ engine, pool, clock, onDone: () => undefined })(await decodedJob({}, pool))
  await clock.advance(40)
  assert.equal((await working).transformMs, 40)
})

async function transformed(
  changes: { opacity?: number; passthrough?: boolean },
  transform: (input: EngineInput) => Promise<Pictures> | Pictures,
  looks?: readonly Look[],
) {
  const pool = new CountingPool({ keep: 9 })
  const frames = [4, 5].map((seq) => aJobFrame(seq, { jpeg: aJpeg({ grey: 100 }) }))
  const parameters = { ...aJob().parameters, ...changes }
  const { engine, asked } = fakeEngine(transform)
  let granted = 0
  const stage = transformer({ engine, pool, clock: manualClock(), onDone: () => granted++ })
  const work = await stage(await decodedJob({ frames, parameters, ...(looks && { looks }) }, pool))
  return { work, asked, granted, pool }
}
