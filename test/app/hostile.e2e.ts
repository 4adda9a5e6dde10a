import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { calm, type LiveShow, LOOP, openLiveShow } from '#test/liveShow.ts'
import { aHello, aResult } from '#test/messages.ts'
import { openStandInWorker } from '#test/standInWorker.ts'
import { encodeWorkerMessage } from '#wire/fromWorker.ts'

const timeout = 40_000
/** Longest time without a picture that is accepted while the attacks go on, in ms. */
const GAP_MS = 1000

/** The start of a ZMTP 3.0 greeting: signature, version, mechanism NULL, not as server, filler. */
const GREETING = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]),
  Buffer.from('NULL'.padEnd(20, '\0')),
  Buffer.alloc(32),
])

const attacks: Readonly<Record<string, () => readonly Buffer[]>> = {
  'random bytes': () => [randomBytes(1000), randomBytes(100_000)],
  'a request for a web page': () => [Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  'nothing at all': () => [],
  'half a greeting': () => [GREETING.subarray(0, 11)],
  'a greeting and random bytes': () => [GREETING, randomBytes(5000)],
  'a greeting and a frame that claims to be endless': () => [GREETING, Buffer.from([2, 0x7f, ...Array(7).fill(0xff)])],
  'a greeting of another kind': () => [Buffer.from(GREETING).fill('CURVE', 12, 17)],
}

test('bytes that mean nothing, on every port, do not stop the show', { timeout }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const { job, output, settings } = show.ports
  for (const [what, bytes] of Object.entries(attacks)) {
    await t.test(what, async () => {
      const beganMs = performance.now()
      for (let round = 0; round < 3; round++) {
        const strangers = [job, output, settings].flatMap((port) => [1, 2, 3].map(() => stranger(port, bytes())))
        await delay(200)
        for (const socket of strangers) socket.destroy()
      }
      await stillWell(show, beganMs)
    })
  }
})

test('garbage in valid messages on the job port is counted, and does not stop the show', { timeout }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const beganMs = performance.now()
  await using mallory = openStandInWorker({ port: show.ports.job, hello: { workerId: 'mallory', protocol: 77 } })
  for (let i = 0; i < 200; i++) {
    const parts = Array.from({ length: i % 5 }, () => randomBytes((i * 37) % 3000))
    await mallory.sayBytes([randomBytes(i), ...parts])
    await mallory.sayBytes(encodeWorkerMessage(aHello({ workerId: `mallory ${i}`, protocol: 77 })))
    if (i % 20 === 0) await delay(20)
  }
  await mallory.sayBytes([randomBytes(40_000_000)])
  await show.statusWhen(({ drops }) => (drops.wire?.['malformed message'] ?? 0) >= 50)
  await stillWell(show, beganMs)
})

test('results that nobody asked for are counted and held against who sent them', { timeout }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const beganMs = performance.now()
  // it takes no jobs, so the others do all the work
  await using mallory = openStandInWorker({ port: show.ports.job, hello: { workerId: 'mallory', credits: 0 } })
  const { streamId } = await show.statusWhen(({ workers }) => workers.length === 2)
  for (const result of [{ jobId: 10 ** 9 }, { jobId: 0 }, { streamId: 'yesterday', jobId: 3 }]) {
    for (let i = 0; i < 5; i++) await mallory.say(aResult({ streamId, ...result }))
  }
  const { drops, workers } = await show.statusWhen((status) => status.drops.wire?.['result of an earlier run'] === 5)
  assert.equal(drops.wire?.['result for an unknown job'], 5)
  assert.equal(drops.dispatch?.['result that came twice'], 5)
  assert.equal(workers.find(({ id }) => id === 'mallory')?.state, 'benched')
  await stillWell(show, beganMs)
})

test('a result of wrong frames or of pictures that are none is never shown', { timeout }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const beganMs = performance.now()
  let answers = 0
  await using _mallory = openStandInWorker({
    port: show.ports.job,
    hello: { workerId: 'mallory' },
    onJob: ({ frames }) => {
      answers++
      const jpeg = [new Uint8Array(), randomBytes(50_000), Buffer.from('GIF89a')][answers % 3]
      return answers % 2 === 0 ? [{ ok: true, jpeg }] : frames.map(() => ({ ok: true, jpeg }))
    },
  })
  await show.statusWhen(({ workers }) => workers.some(({ id, state }) => id === 'mallory' && state === 'benched'))
  await stillWell(show, beganMs)
  assert.ok(show.audience.seen.every(({ jpeg }) => jpeg[0] === 0xff && jpeg[1] === 0xd8))
})

test('a body of 100 MB and other nonsense over HTTP is refused, and does not stop the show', { timeout }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const rssMb = show.server.rssMb()
  const beganMs = performance.now()
  const url = `http://127.0.0.1:${show.ports.settings}`
  const huge = await upload(`${url}/api/settings`, 100)
  assert.ok(huge === 413 || huge === 'hung up', `${huge}`)
  for (const body of ['{', '[]', '{"__proto__": {"x": 1}}', '{"strength": {"$gt": 0}}', '{"strength": 1e999}']) {
    const { status } = await fetch(`${url}/api/settings`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body,
    })
    assert.ok(status === 400 || status === 422, `${status} for ${body}`)
  }
  await stillWell(show, beganMs)
  assert.ok(show.server.rssMb() - rssMb < 100, `${rssMb} MB, then ${show.server.rssMb()} MB`)
})

/** Sends so many MB a little at a time, so that this process, which also watches the show, is not held up itself. */
function upload(url: string, megabytes: number): Promise<number | 'hung up' | undefined> {
  const chunks = Array(megabytes).fill(Buffer.alloc(2 ** 20, 0x20))
  const headers = { 'content-type': 'application/json', 'content-length': megabytes * 2 ** 20 }
  return new Promise((resolve) => {
    const sending = request(url, { method: 'PATCH', headers })
    sending.on('response', (answer) => resolve(answer.resume().statusCode))
    sending.on('error', () => resolve('hung up'))
    Readable.from(chunks).pipe(sending)
  })
}

function stranger(port: number, bytes: readonly Buffer[]): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => socket.destroy()) // being hung up on is what strangers get
  for (const part of bytes) socket.write(part)
  return socket
}

async function stillWell(show: LiveShow, sinceMs: number): Promise<void> {
  const gapMs = show.audience.largestGapMs(sinceMs)
  assert.ok(gapMs < GAP_MS, `${Math.round(gapMs)} ms without a picture`)
  assert.equal(show.audience.faults(LOOP, sinceMs).disorder, 0)
  const { health, workers } = await show.status()
  assert.equal(health.status, 'online')
  assert.ok(workers.some(({ engine, state }) => engine === 'passthrough' && state === 'ready'))
  assert.equal((await show.get('/readyz')).status, 200)
}
