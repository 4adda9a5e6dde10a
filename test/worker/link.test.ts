import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Drops } from '#telemetry/drops.ts'
import { fakeServerConnection } from '#test/fakeServerConnection.ts'
import { manualClock } from '#test/manualClock.ts'
import { aJob, aResult } from '#test/messages.ts'
import type { ServerMessage } from '#wire/fromServer.ts'
import { PROTOCOL } from '#wire/protocol.ts'
import { Link } from '#worker/link.ts'
import type { Arrived } from '#worker/work.ts'

const welcome: ServerMessage = { type: 'welcome', streamId: 'stream-1', version: '0.1.0' }

test('a worker says hello four times a second until it is welcome, and beats from then on', async (t) => {
  const worker = stage(t)
  await worker.clock.advance(1000)
  assert.deepEqual(worker.said(), Array(5).fill('hello'))
  await worker.hears(welcome)
  await worker.clock.advance(1000)
  assert.deepEqual(worker.said(), Array(4).fill('beat'))
})

test('it asks for two jobs: one in hand and one ahead', async (t) => {
  const worker = stage(t)
  await worker.clock.settle()
  const [hello] = worker.messages()
  assert.equal(hello.type === 'hello' && hello.credits, 2)
})

test('a server that has been silent for a second is looked for again, and the operator is told once', async (t) => {
  const worker = stage(t)
  await worker.hears(welcome)
  for (let i = 0; i < 8; i++) {
    await worker.clock.advance(250)
    await worker.hears({ type: 'beat' })
  }
  assert.equal(worker.said().includes('hello'), true, 'the first one')
  await worker.clock.advance(1000)
  assert.equal(worker.said().includes('hello'), false)
  await worker.clock.advance(1500)
  assert.equal(worker.said().at(-1), 'hello')
  assert.equal(worker.lines.filter((line) => line.includes('silent')).length, 1)
  await worker.hears(welcome)
  await worker.clock.advance(250)
  assert.equal(worker.said().at(-1), 'beat')
})

test('a server that asks who it is gets a hello at once: it has been started again', async (t) => {
  const worker = stage(t)
  await worker.hears(welcome)
  worker.said()
  await worker.hears({ type: 'who' })
  assert.deepEqual(worker.said(), ['hello'])
})

test('a hello asks for fewer jobs while some are still in hand', async (t) => {
  const worker = stage(t)
  await worker.hears(welcome)
  await worker.hears(aJob())
  worker.messages()
  await worker.hears({ type: 'who' })
  const [hello] = worker.messages()
  assert.equal(hello.type === 'hello' && hello.credits, 1)
})

test('jobs come out in order, with the time of their arrival; each one done asks for one more', async (t) => {
  const worker = stage(t)
  await worker.hears(welcome)
  await worker.clock.advance(100)
  await worker.hears(aJob({ jobId: 7 }))
  await worker.hears(aJob({ jobId: 8 }))
  assert.deepEqual([await worker.nextJob(), await worker.nextJob()], ['job 7 at 100', 'job 8 at 100'])
  worker.said()
  worker.link.grant()
  await worker.clock.settle()
  assert.deepEqual(worker.said(), ['credit'])
})

test('jobs that were not asked for are dropped and counted', async (t) => {
  const worker = stage(t)
  await worker.hears(welcome)
  for (let jobId = 0; jobId < 6; jobId++) await worker.hears(aJob({ jobId }))
  assert.equal(worker.drops.total('worker', 'job that was not asked for'), 3)
  const taken = [await worker.nextJob(), await worker.nextJob(), await worker.nextJob()]
  assert.deepEqual(taken, ['job 0 at 0', 'job 1 at 0', 'job 2 at 0'], 'one being worked on, two that wait')
})

test('a refusal ends the worker, with the words of the server', async (t) => {
  const worker = stage(t)
  await worker.hears({ type: 'refusal', reason: 'Another running worker is called ada.', remedy: 'Give it a name.' })
  await assert.rejects(worker.ended(), {
    code: 'WORKER_REFUSED',
    message: 'The server at atelier:5555 refused: Another running worker is called ada.',
    remedy: 'Give it a name.',
  })
})

test('a worker that is benched says so to whoever sits in front of it', async (t) => {
  const worker = stage(t)
  await worker.hears({ type: 'bench', reason: 'out of memory', forMs: 10_000 })
  assert.ok(worker.lines.includes('no jobs for 10 s after three bad results, the last: out of memory'))
})

test('a result without a server is dropped, and its frames are counted', async (t) => {
  const worker = stage(t)
  const failed = { ok: false, fault: 'engine', reason: 'x' } as const
  worker.connection.isConnected = false
  await worker.link.give(aResult({ outcomes: [failed, failed] }))
  assert.equal(worker.drops.total('worker', 'result without a server'), 2)
  worker.connection.isConnected = true
  await worker.link.give(aResult())
  assert.equal(worker.drops.total('worker', 'result without a server'), 2)
})

test('garbage from the server is counted and stops nothing', async (t) => {
  const worker = stage(t)
  for (const parts of [[], [Buffer.from('HTTP/1.1 400 Bad Request')]]) await worker.connection.sayBytes(parts)
  await worker.hears(welcome)
  await worker.hears(aJob({ jobId: 3 }))
  assert.equal(worker.drops.total('wire', 'malformed message'), 2)
  assert.equal(await worker.nextJob(), 'job 3 at 0')
})

test('when the worker is stopped, its jobs end and it says goodbye when asked to', async (t) => {
  const worker = stage(t)
  await worker.hears(welcome)
  worker.stop()
  await worker.ended()
  await worker.link.leave()
  assert.equal(worker.said().at(-1), 'bye')
})

test('a server that wants the worker to start anew is heard', async (t) => {
  const worker = stage(t)
  await worker.hears(welcome)
  await worker.hears({ type: 'restart' })
  assert.equal(worker.restarts(), 1)
})

function stage(t: TestContext) {
  const clock = manualClock()
  const connection = fakeServerConnection()
  const drops = new Drops()
  const stopping = new AbortController()
  const lines: string[] = []
  let restarts = 0
  const keep = (line: string) => void lines.push(line)
  const self = { protocol: PROTOCOL, workerId: 'ada', instance: 'a1', engine: 'fake', device: 'none', version: '0.1.0' }
  const log = { info: keep, warn: keep, error: keep }
  const link = new Link({
    socket: connection,
    server: 'atelier:5555',
    self,
    clock,
    signal: stopping.signal,
    log,
    drops,
    onRestart: () => restarts++,
  })
  const jobs = link.jobs()
  // the first read starts the conversation
  const first = jobs.next()
  let isFirstTaken = false
  first.catch(() => undefined) // looked at by the tests that care
  t.after(async () => {
    stopping.abort()
    await connection[Symbol.asyncDispose]()
  })
  const next = () => {
    if (isFirstTaken) return jobs.next()
    isFirstTaken = true
    return first
  }
  return {
    restarts: () => restarts,
    ...{ clock, connection, drops, lines, link },
    stop: () => stopping.abort(),
    messages: () => connection.heard(),
    said: () => connection.heard().map(({ type }) => type),
    async hears(message: ServerMessage) {
      await connection.say(message)
      await clock.settle()
    },
    async nextJob() {
      const { job, arrivedMono } = (await next()).value as Arrived
      return `job ${job.jobId} at ${arrivedMono}`
    },
    async ended() {
      while (!(await next()).done);
    },
  }
}
