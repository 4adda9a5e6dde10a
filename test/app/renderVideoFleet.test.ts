import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FilmJob, FleetQueue } from '#app/renderVideo/fleetQueue.ts'
import type { PlannedJob } from '#dispatch/toJobs.ts'
import { plainLooks } from '#frame/look.ts'
import type { Transformed } from '#frame/transformed.ts'
import { defaultParameters } from '#settings/schema.ts'

const stretch = { place: 0, startSeq: 0, afterUs: undefined, lastUs: undefined }
const JPEG = Uint8Array.of(1)
const work = { waitMs: 0, decodeMs: 0, transformMs: 0, encodeMs: 0 }
const handling = { workerId: 'w', closedMono: 0, sentMono: 0, receivedMono: 0, work }

test('results leave in the order of the film, whatever the order of the workers', async () => {
  const queue = new FleetQueue(new AbortController().signal)
  const jobs = queue.jobs(filmJobs(5, 1))
  const taken = await take(jobs, 5)
  const shown: number[] = []
  for await (const { place } of queue.inOrder(answers([2, 0, 1, 4, 3].map((i) => done(taken[i] as PlannedJob)))))
    shown.push(place.seq)
  assert.deepEqual(shown, [0, 1, 2, 3, 4])
  assert.equal((await jobs.next()).done, true)
})

test('a frame that failed is asked for again, by itself, and is told after the third time', async () => {
  const queue = new FleetQueue(new AbortController().signal)
  const jobs = queue.jobs(filmJobs(2, 2))
  const [both] = await take(jobs, 1)
  const shown: unknown[] = []
  const results = queue.inOrder(
    (async function* () {
      yield done(both as PlannedJob, 0)
      for (let tries = 0; tries < 3; tries++) {
        yield failed(both as PlannedJob, 1)
        if (tries === 2) return
        const { value } = await jobs.next()
        assert.deepEqual(
          value?.frames.map(({ seq }: { seq: number }) => seq),
          [1],
        )
        assert.equal(value?.looks.length, 1)
      }
    })(),
  )
  for await (const result of results) shown.push('reason' in result ? result.reason : result.place.seq)
  assert.deepEqual(shown, [0, 'no'])
  assert.equal((await jobs.next()).done, true)
})

test('while the first frame is missing only so many others are handed out', async () => {
  const queue = new FleetQueue(new AbortController().signal)
  const jobs = queue.jobs(filmJobs(500, 1))
  const taken = await take(jobs, 192)
  const results = queue.inOrder(answers([...taken.slice(1), taken[0]].map((job) => done(job as PlannedJob))))
  const next = jobs.next()
  let isHandedOut = false
  void next.then(() => {
    isHandedOut = true
  })
  await new Promise(setImmediate)
  assert.equal(isHandedOut, false)
  assert.equal((await results.next()).value?.place.seq, 0)
  assert.equal((await next).value?.frames[0]?.seq, 192)
})

test('when the signal aborts nobody waits for jobs any more', async () => {
  const stop = new AbortController()
  const queue = new FleetQueue(stop.signal)
  const jobs = queue.jobs(filmJobs(1, 1))
  await jobs.next()
  const next = jobs.next()
  stop.abort()
  assert.equal((await next).done, true)
})

async function* filmJobs(count: number, batchSize: number): AsyncGenerator<FilmJob, void, undefined> {
  for (let first = 0; first < count; first += batchSize) {
    const seqs = Array.from({ length: batchSize }, (_, i) => first + i)
    const frames = seqs.map((seq) => ({ ...{ seq, index: seq, jpeg: JPEG, widthPx: 8, heightPx: 8 }, ...now }))
    const looks = plainLooks(defaultParameters, batchSize)
    yield {
      job: { frames, looks, parameters: defaultParameters, closedMono: 0 },
      places: seqs.map((seq) => ({ seq, atUs: seq, stretch })),
    }
  }
}

const now = { capturedAtMs: 0, capturedMono: 0, admittedMono: 0 }

async function take(jobs: AsyncIterator<PlannedJob>, count: number): Promise<PlannedJob[]> {
  const taken: PlannedJob[] = []
  while (taken.length < count) taken.push((await jobs.next()).value)
  return taken
}

async function* answers(all: readonly Transformed[]): AsyncGenerator<Transformed, void, undefined> {
  yield* all
}

function done({ frames }: PlannedJob, i = 0): Transformed {
  const frame = frames[i]
  assert.ok(frame)
  return { type: 'done', frame, jpeg: JPEG, handling }
}

function failed({ frames }: PlannedJob, i: number): Transformed {
  const frame = frames[i]
  assert.ok(frame)
  return { type: 'failed', frame, reason: 'no' }
}
