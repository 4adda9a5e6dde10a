import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Dispatcher } from '#dispatch/dispatcher.ts'
import type { PlannedJob } from '#dispatch/toJobs.ts'
import { Channel } from '#flow/channel.ts'
import { plainLook } from '#frame/look.ts'
import type { Transformed } from '#frame/transformed.ts'
import { defaultParameters } from '#settings/schema.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { fakeJobSocket } from '#test/fakeJobSocket.ts'
import { aFrame, aJpeg } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'
import { aHello } from '#test/messages.ts'
import type { ServerMessage } from '#wire/fromServer.ts'
import type { Hello } from '#wire/fromWorker.ts'
import type { Job } from '#wire/job.ts'
import { PROTOCOL } from '#wire/protocol.ts'
import type { Outcome } from '#wire/result.ts'

const STREAM = 'stream-1'

test('a job goes to the worker that asked for it, and its result comes out', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  const [job] = show.jobsOf('ada')
  assert.deepEqual(
    job.frames.map((frame) => frame.seq),
    [0],
  )
  await show.answer('ada', job)
  assert.deepEqual(show.out(), ['done 0'])
})

test('nothing is taken from the source before some worker has asked for it', async (t) => {
  const show = stage(t)
  await show.give(0)
  assert.equal(show.waiting(), 1)
  await show.join('ada')
  assert.equal(show.waiting(), 0)
})

test('a worker never has more jobs than it has asked for', async (t) => {
  const show = stage(t)
  await show.join('ada', { credits: 2 })
  for (const seq of [0, 1]) await show.workOff('ada', seq, 20)
  for (const seq of [2, 3, 4, 5]) await show.give(seq)
  assert.equal(show.jobsOf('ada').length, 2)
  await show.say('ada', { type: 'credit', n: 1 })
  assert.equal(show.jobsOf('ada').length, 1)
})

test('a worker that has never answered gets one job, not all it asks for: its first one may take seconds', async (t) => {
  const show = stage(t)
  await show.join('ada', { credits: 2 })
  for (const seq of [0, 1]) await show.give(seq)
  assert.equal(show.jobsOf('ada').length, 1)
})

test('the first job of a new worker is given to a second one when it takes longer than on the others', async (t) => {
  const show = stage(t)
  await show.join('ada')
  for (const seq of [0, 1]) await show.workOff('ada', seq, 20)
  await show.join('newcomer')
  await show.give(2)
  const [job] = show.jobsOf('newcomer')
  await show.passTime(400, ['ada', 'newcomer'])
  assert.equal(show.jobsOf('ada')[0]?.jobId, job.jobId)
})

test('jobs go to the worker that will be done first; the slow one gets what the fast one cannot take', async (t) => {
  const show = stage(t)
  await show.join('slow')
  await show.join('fast')
  for (const seq of [0, 1]) await show.workOff('slow', seq, 120)
  for (const seq of [2, 3]) await show.workOff('fast', seq, 20)
  for (const seq of [4, 5, 6]) await show.give(seq)
  assert.deepEqual([show.jobsOf('fast').length, show.jobsOf('slow').length], [2, 1])
})

test('a worker whose first job took seconds is given a second one, however fast the others are', async (t) => {
  const show = stage(t)
  await show.join('ada')
  for (const seq of [0, 1]) await show.workOff('ada', seq, 20)
  await show.join('newcomer')
  await show.workOff('newcomer', 2, 300)
  await show.give(3)
  assert.equal(show.jobsOf('newcomer').length, 1)
})

test('when a worker disconnects its job goes to another one at once', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  await show.join('bob')
  show.socket.hangUp('ada')
  await show.clock.settle()
  const [job] = show.jobsOf('bob')
  await show.answer('bob', job)
  assert.deepEqual(show.out(), ['done 0'])
})

test('when a worker says goodbye its job goes to another one at once', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  await show.join('bob')
  await show.say('ada', { type: 'bye' })
  assert.equal(show.jobsOf('bob').length, 1)
})

test('a worker that is silent for a second loses its jobs, and is asked who it is when it speaks again', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  await show.join('bob', { credits: 0 })
  await show.passTime(1100, ['bob'])
  await show.say('bob', { type: 'credit', n: 1 })
  assert.equal(show.jobsOf('bob').length, 1)
  await show.say('ada', { type: 'beat' })
  assert.deepEqual(show.told('ada').at(-1), { type: 'who' })
})

test('a job that takes far longer than usual is given to a second worker as well, and the first result counts', async (t) => {
  const show = stage(t)
  await show.join('ada')
  for (const seq of [0, 1]) await show.workOff('ada', seq, 20)
  await show.give(2)
  const [first] = show.jobsOf('ada')
  await show.join('bob')
  await show.passTime(400, ['ada', 'bob'])
  const [second] = show.jobsOf('bob')
  assert.equal(second.jobId, first.jobId)
  await show.answer('bob', second)
  await show.answer('ada', first)
  assert.deepEqual(show.out(), ['done 0', 'done 1', 'done 2'])
  assert.equal(show.drops.total('dispatch', 'result that came twice'), 1)
})

test('a worker whose job is overdue gets no other one until it has answered', async (t) => {
  const show = stage(t)
  await show.join('ada')
  for (const seq of [0, 1]) await show.workOff('ada', seq, 20)
  await show.give(2)
  show.jobsOf('ada')
  await show.passTime(200, ['ada'])
  await show.give(3)
  assert.equal(show.jobsOf('ada').length, 0)
})

test('a job that failed is tried by another worker', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  await show.join('bob')
  await show.answer('ada', show.jobsOf('ada')[0], [{ ok: false, fault: 'engine', reason: 'out of memory' }])
  await show.answer('bob', show.jobsOf('bob')[0])
  assert.deepEqual(show.out(), ['done 0'])
})

test('a job that failed with nobody else to try it comes out as failed, never as the input', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  await show.answer('ada', show.jobsOf('ada')[0], [{ ok: false, fault: 'engine', reason: 'out of memory' }])
  assert.deepEqual(show.out(), ['failed 0: out of memory'])
})

test('a damaged picture fails without being tried again, and the others of its job are shown', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.join('bob')
  await show.give(0, 1)
  const worker = show.holder()
  const damaged: Outcome = { ok: false, fault: 'input', reason: 'damaged' }
  await show.answer(worker.name, worker.job, [damaged, { ok: true, jpeg: aJpeg() }])
  assert.deepEqual(show.out(), ['failed 0: damaged', 'done 1'])
})

test('three bad results in a row bench a worker for a while; it is told why', async (t) => {
  const show = stage(t)
  await show.join('ada', { credits: 9 })
  for (const seq of [0, 1, 2, 3]) {
    await show.give(seq)
    for (const job of show.jobsOf('ada')) {
      await show.answer('ada', job, [{ ok: false, fault: 'engine', reason: 'NaN' }])
    }
  }
  assert.equal(show.status('ada').state, 'benched')
  const told = show.told('ada').filter((message) => message.type === 'bench')
  assert.deepEqual(
    told.map(({ reason, forMs }) => [reason, forMs]),
    [['NaN', 10_000]],
  )
  await show.passTime(10_100, ['ada'])
  assert.equal(show.status('ada').state, 'ready')
})

test('a worker that the operator has benched finishes what it has, and gets nothing more until it is taken back', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  const [job] = show.jobsOf('ada')
  assert.equal(show.dispatcher.byHand.bench('ada'), true)
  await show.answer('ada', job)
  await show.say('ada', { type: 'credit', n: 2 })
  assert.deepEqual(show.out(), ['done 0'])
  await show.give(1)
  assert.deepEqual(show.jobsOf('ada'), [])
  const { state, benchedByOperator, benchedForMs } = show.status('ada')
  assert.deepEqual([state, benchedByOperator, benchedForMs], ['benched', true, undefined])
  assert.equal(show.dispatcher.fitWorkers.length, 0)
  assert.equal(show.dispatcher.byHand.unbench('ada'), true)
  await show.clock.settle()
  assert.equal(show.jobsOf('ada').length, 1)
  assert.equal(show.status('ada').state, 'ready')
})

test('a benched worker is still benched when it comes back under its name', async (t) => {
  const show = stage(t)
  await show.join('ada')
  show.dispatcher.byHand.bench('ada')
  await show.say('ada', { type: 'bye' })
  await show.join('other connection', { workerId: 'ada', instance: 'anew' })
  await show.give(0)
  assert.deepEqual(show.jobsOf('other connection'), [])
  assert.equal(show.status('ada').benchedByOperator, true)
})

test('a benched worker that is away can be taken back before it returns', async (t) => {
  const show = stage(t)
  await show.join('ada')
  show.dispatcher.byHand.bench('ada')
  await show.say('ada', { type: 'bye' })
  assert.equal(show.dispatcher.byHand.unbench('ada'), true)
  assert.equal(show.dispatcher.byHand.unbench('ada'), false, 'nobody knows it any more')
  await show.join('ada')
  assert.equal(show.status('ada').state, 'ready')
})

test('the operator can take back a worker that was benched for bad results', async (t) => {
  const show = stage(t)
  await show.join('ada', { credits: 9 })
  for (const seq of [0, 1, 2, 3]) {
    await show.give(seq)
    for (const job of show.jobsOf('ada')) {
      await show.answer('ada', job, [{ ok: false, fault: 'engine', reason: 'NaN' }])
    }
  }
  assert.equal(show.status('ada').state, 'benched')
  show.dispatcher.byHand.unbench('ada')
  assert.equal(show.status('ada').state, 'ready')
})

test('a thousand names of benched workers are remembered, and no more', async (t) => {
  const show = stage(t)
  for (let i = 0; i <= 1000; i++) {
    await show.socket.say(`w${i}`, aHello({ workerId: `w${i}`, instance: `${i}` }))
    await show.clock.settle()
    show.dispatcher.byHand.bench(`w${i}`)
    await show.socket.say(`w${i}`, { type: 'bye' })
  }
  await show.clock.settle()
  assert.equal(show.dispatcher.byHand.unbench('w0'), false, 'the oldest is forgotten')
  assert.equal(show.dispatcher.byHand.unbench('w1000'), true)
})

test('a worker that is asked to start anew gets no more jobs, and its jobs move on when it leaves', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.workOff('ada', 0, 20)
  await show.give(1)
  assert.equal(show.jobsOf('ada').length, 1)
  assert.equal(show.dispatcher.byHand.restart('ada'), true)
  await show.clock.settle()
  assert.deepEqual(
    show.told('ada').filter(({ type }) => type === 'restart'),
    [{ type: 'restart' }],
  )
  await show.say('ada', { type: 'credit', n: 1 })
  await show.give(2)
  assert.deepEqual(show.jobsOf('ada'), [])
  await show.join('bob')
  await show.say('ada', { type: 'bye' })
  assert.ok(show.jobsOf('bob').length > 0)
})

test('a worker that does not know how to start anew gets jobs again after five seconds', async (t) => {
  const show = stage(t)
  await show.join('ada')
  show.dispatcher.byHand.restart('ada')
  await show.passTime(5000, ['ada'])
  await show.give(0)
  assert.equal(show.jobsOf('ada').length, 1)
})

test('nothing can be done to a worker that is not here', async (t) => {
  const show = stage(t)
  const { dispatcher } = show
  assert.deepEqual(
    [dispatcher.byHand.bench('x'), dispatcher.byHand.unbench('x'), dispatcher.byHand.restart('x')],
    [false, false, false],
  )
})

const nonsense: [string, (job: Job) => Outcome[]][] = [
  ['fewer pictures than frames', () => []],
  ['more pictures than frames', () => [picture(), picture()]],
  ['a picture that is no JPEG', () => [{ ok: true, jpeg: Buffer.from('not a picture') }]],
  ['an empty picture', () => [{ ok: true, jpeg: new Uint8Array() }]],
]
for (const [what, outcomes] of nonsense) {
  test(`a result with ${what} is a bad result`, async (t) => {
    const show = stage(t)
    await show.join('ada')
    await show.give(0)
    const [job] = show.jobsOf('ada')
    await show.answer('ada', job, outcomes(job))
    assert.equal(show.status('ada').failures, 1)
  })
}

test('a result for a job that does not exist is counted and held against the worker', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  await show.answer('ada', { ...show.jobsOf('ada')[0], jobId: 77 })
  assert.equal(show.drops.total('wire', 'result for an unknown job'), 1)
  assert.equal(show.status('ada').failures, 1)
})

test('a result of an earlier run of the server is dropped on sight', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  await show.answer('ada', { ...show.jobsOf('ada')[0], streamId: 'yesterday' })
  assert.equal(show.drops.total('wire', 'result of an earlier run'), 1)
  assert.deepEqual(show.out(), [])
})

test('garbage is counted and stops nothing', async (t) => {
  const show = stage(t)
  await show.join('ada')
  const garbage = [
    [],
    [Buffer.from('GET / HTTP/1.1')],
    [Buffer.alloc(0)],
    [Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff])],
  ]
  for (const parts of garbage) await show.socket.sayBytes('stranger', parts)
  await show.clock.settle()
  assert.equal(show.drops.total('wire', 'malformed message'), garbage.length)
  await show.give(0)
  await show.answer('ada', show.jobsOf('ada')[0])
  assert.deepEqual(show.out(), ['done 0'])
})

test('a worker of another protocol version is refused with the remedy', async (t) => {
  const show = stage(t)
  await show.join('ada', { protocol: 99 })
  const [refusal] = show.told('ada')
  assert.equal(refusal.type, 'refusal')
  assert.match(refusal.type === 'refusal' ? refusal.reason : '', /protocol 99, this server 2/)
  assert.equal(show.dispatcher.workers.length, 0)
})

test('a second worker under a name that is taken is refused, but a restarted one gets in', async (t) => {
  const show = stage(t)
  await show.join('first', { workerId: 'gpu', instance: 'a' })
  for (let i = 0; i < 20; i++) {
    await show.passTime(250, ['first'])
    await show.join('second', { workerId: 'gpu', instance: 'b' })
  }
  assert.equal(show.told('second').at(-1)?.type, 'refusal')
  show.socket.hangUp('first')
  await show.clock.settle()
  await show.join('third', { workerId: 'gpu', instance: 'c' })
  assert.equal(show.told('third').at(-1)?.type, 'welcome')
})

test('frames that nobody could take in time are given up and said to be lost', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  show.socket.hangUp('ada')
  await show.clock.advance(2100)
  assert.deepEqual(show.out(), ['lost 0'])
})

test('after the last job the stream ends when every job is answered', async (t) => {
  const show = stage(t)
  await show.join('ada')
  await show.give(0)
  show.jobs.close()
  await show.clock.settle()
  assert.equal(show.hasEnded(), false)
  await show.answer('ada', show.jobsOf('ada')[0])
  assert.equal(show.hasEnded(), true)
})

function stage(t: TestContext) {
  const clock = manualClock()
  const socket = fakeJobSocket()
  const drops = new Drops()
  const stop = new AbortController()
  const dispatcher = new Dispatcher({
    ...{ socket, clock, drops, signal: stop.signal, log: silentLog, streamId: STREAM, version: '0' },
    ...{ maxAgeMs: 2000, maxPixels: 1e6 },
  })
  const jobs = new Channel<PlannedJob>({ capacity: 99, onFull: 'wait' })
  const results: Transformed[] = []
  let ended = false
  const reading = (async () => {
    for await (const result of dispatcher.transform(jobs)) results.push(result)
    ended = true
  })()
  t.after(async () => {
    stop.abort()
    jobs.close()
    await socket[Symbol.asyncDispose]()
    await clock.advance(100)
    await reading
  })

  const inbox = new Map<string, ServerMessage[]>()
  const inboxOf = (name: string) => {
    const messages = [...(inbox.get(name) ?? []), ...socket.heard(name)]
    inbox.set(name, messages)
    return messages
  }
  const show = {
    ...{ clock, socket, drops, dispatcher, jobs },
    hasEnded: () => ended,
    waiting: () => jobs.size,
    async say(name: string, message: Parameters<typeof socket.say>[1]) {
      await socket.say(name, message)
      await clock.settle()
    },
    async join(name: string, changes: Partial<Hello> = {}) {
      const self = { workerId: name, instance: name, engine: 'fake', device: 'none', version: '0' }
      await show.say(name, { type: 'hello', protocol: PROTOCOL, credits: 2, ...self, ...changes })
    },
    /** A job of these frames is ready. */
    async give(...seqs: number[]) {
      const frames = seqs.map((seq) => aFrame({ seq, capturedMono: clock.now() }))
      const looks = frames.map(() => plainLook(defaultParameters))
      await jobs.send({ frames, closedMono: clock.now(), parameters: defaultParameters, looks })
      await clock.settle()
    },
    /** Jobs that a worker has been given since the last call. */
    jobsOf(name: string): Job[] {
      const messages = inboxOf(name)
      inbox.set(
        name,
        messages.filter(({ type }) => type !== 'job'),
      )
      return messages.filter((message) => message.type === 'job')
    },
    /** Everything else that a worker has been told. */
    told: (name: string) => inboxOf(name).filter((message) => message.type !== 'job'),
    holder() {
      const [name, job] = ['ada', 'bob'].flatMap((who) => show.jobsOf(who).map((j) => [who, j] as const))[0]
      return { name, job }
    },
    async answer(name: string, job: Job, outcomes: Outcome[] = job.frames.map(picture)) {
      const times = { waitMs: 0, decodeMs: 1, transformMs: 10, encodeMs: 1 }
      const { streamId, jobId } = job
      await show.say(name, { type: 'result', protocol: PROTOCOL, streamId, jobId, times, outcomes })
    },
    /** A worker does one job in so many ms and asks for the next; after two its speed is known. */
    async workOff(name: string, seq: number, ms: number) {
      await show.give(seq)
      const [job] = show.jobsOf(name)
      await clock.advance(ms)
      const times = { waitMs: 0, decodeMs: 1, transformMs: ms, encodeMs: 1 }
      await show.say(name, {
        type: 'result',
        protocol: PROTOCOL,
        streamId: STREAM,
        jobId: job.jobId,
        times,
        outcomes: [picture()],
      })
      await show.say(name, { type: 'credit', n: 1 })
    },
    /** Time passes while some workers say that they are there. */
    async passTime(ms: number, beating: string[]) {
      for (let passed = 0; passed < ms; passed += 100) {
        await clock.advance(100)
        for (const name of beating) await show.say(name, { type: 'beat' })
      }
    },
    status(name: string) {
      const worker = dispatcher.workers.find(({ id }) => id === name)
      assert.ok(worker, `${name} is not here`)
      return worker.status(clock.now())
    },
    out: () => results.map((r) => `${r.type} ${r.frame.seq}${r.type === 'failed' ? `: ${r.reason}` : ''}`),
  }
  return show
}

function picture(): Outcome {
  return { ok: true, jpeg: aJpeg() }
}
