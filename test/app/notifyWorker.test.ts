import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WorkerPulse } from '#app/notifyWorker.ts'
import { manualClock } from '#test/manualClock.ts'
import type { JobClientSocket } from '#wire/jobClientSocket.ts'

const SERVER = 'show:5555'

test('a worker that loads its engine is well, however long that takes', async () => {
  const clock = manualClock()
  const pulse = new WorkerPulse(clock, SERVER)
  await clock.advance(600_000)
  assert.deepEqual(pulse.now, { isWell: true, status: 'loading the engine' })
})

test('a worker whose server is away is well as long as it looks for it', async () => {
  const clock = manualClock()
  const pulse = new WorkerPulse(clock, SERVER)
  const socket = pulse.linked(aSocket(async () => false))
  for (let beat = 0; beat < 100; beat++) {
    await socket.send([])
    await clock.advance(250)
  }
  assert.deepEqual(pulse.now, { isWell: true, status: 'looking for the server at show:5555' })
})

test('a worker that beats says for whom it works', async () => {
  const pulse = new WorkerPulse(manualClock(), SERVER)
  await pulse.linked(aSocket(async () => true)).send([])
  assert.deepEqual(pulse.now, { isWell: true, status: 'working for the server at show:5555' })
})

test('a link that does not beat any more hangs', async () => {
  const clock = manualClock()
  const pulse = new WorkerPulse(clock, SERVER)
  await pulse.linked(aSocket(async () => true)).send([])
  await clock.advance(6000)
  assert.deepEqual(pulse.now, { isWell: false, status: 'No heartbeat has been sent for 6 s.' })
})

test('a link that waits for ever while it sends hangs too', async () => {
  const clock = manualClock()
  const pulse = new WorkerPulse(clock, SERVER)
  const socket = pulse.linked(aSocket(() => new Promise(() => undefined)))
  for (let beat = 0; beat < 24; beat++) {
    void socket.send([])
    await clock.advance(250)
  }
  assert.equal(pulse.now.isWell, false)
})

function aSocket(send: JobClientSocket['send']): JobClientSocket {
  return { send, incoming: { async *[Symbol.asyncIterator]() {} }, async [Symbol.asyncDispose]() {} }
}
