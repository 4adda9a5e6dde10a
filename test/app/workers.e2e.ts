import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '#telemetry/status.ts'
import { eventually } from '#test/eventually.ts'
import { calm, goOn, LOOP, openLiveShow, PASSTHROUGH } from '#test/liveShow.ts'
import { startServer, startWorker } from '#test/running.ts'
import { openStandInWorker } from '#test/standInWorker.ts'

/** Longest time without a picture that a test accepts, in ms: an idle machine needs a fifth of it (bench/killedWorker.ts). */
const GAP_MS = 750

const simulate = ['--engine', 'simulate', '--simulate-ms', '20']
const timeout = 30_000

test('one of two workers is killed: no frame is lost, the picture goes on; it is back when it is started again', {
  timeout,
}, async (t) => {
  const show = await openLiveShow(t, { workers: [simulate, [...simulate, '--worker-id', 'victim']] })
  await calm(show)
  const killedMs = performance.now()
  show.workers[1].kill('SIGKILL')
  await show.statusWhen(({ workers }) => workers.length === 1, 3000)
  await goOn(1000)
  assert.ok(show.audience.largestGapMs(killedMs) < GAP_MS, `${show.audience.largestGapMs(killedMs)} ms`)
  assert.deepEqual(show.audience.faults(LOOP, killedMs - 500), { missing: 0, disorder: 0 })

  show.add(startWorker(show.ports, [...simulate, '--worker-id', 'victim']))
  await show.statusWhen(({ workers }) => workers.some(({ id, framesDone }) => id === 'victim' && framesDone > 0))
})

test('one of two workers hangs: the picture goes on without it, and with it again when it wakes up', {
  timeout,
}, async (t) => {
  const show = await openLiveShow(t, { workers: [simulate, [...simulate, '--worker-id', 'sleeper']] })
  await calm(show)
  const stoppedMs = performance.now()
  show.workers[1].kill('SIGSTOP')
  await show.statusWhen(({ workers }) => workers.length === 1, 5000)
  assert.ok(show.audience.largestGapMs(stoppedMs) < GAP_MS, `${show.audience.largestGapMs(stoppedMs)} ms`)
  show.workers[1].kill('SIGCONT')
  const { framesDone = 0 } = (await show.statusWhen(({ workers }) => workers.length === 2, 5000)).workers[1]
  await show.statusWhen(({ workers }) => (workers[1]?.framesDone ?? 0) > framesDone)
  assert.ok(show.audience.largestGapMs(stoppedMs) < GAP_MS, `${show.audience.largestGapMs(stoppedMs)} ms`)
})

test('the only worker hangs: health says so, and all is well when it wakes up', { timeout }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  show.workers[0].kill('SIGSTOP')
  // first it is late, then it is gone
  const problem = ({ health }: Status) => health.parts.inference.problem
  const told = problem(await show.statusWhen(({ health }) => health.status !== 'online', 5000))
  assert.ok(['No worker is fit for work.', 'No worker is connected.'].includes(told ?? ''), told)
  await show.statusWhen((status) => problem(status) === 'No worker is connected.', 5000)
  show.workers[0].kill('SIGCONT')
  await show.statusWhen((status) => status.health.status === 'online', 5000)
  await calm(show)
})

test('the only worker is killed: the picture is back as soon as it is started again', { timeout }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  show.workers[0].kill('SIGKILL')
  await show.statusWhen(({ workers }) => workers.length === 0, 3000)
  const cpuS = show.server.cpuS()
  await goOn(1000)
  assert.ok(show.server.cpuS() - cpuS < 0.5, 'a server without workers has little to do')
  show.add(startWorker(show.ports, PASSTHROUGH))
  await show.statusWhen(({ workers }) => workers.length === 1)
  await calm(show)
})

test('a server that is killed and started again is found by its worker, and seen by its audience', {
  timeout,
}, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  show.server.kill('SIGKILL')
  await show.server.ended
  show.add(startServer(show.ports, ['--mode', 'pattern', '--resolution', '160']))
  await eventually(() => show.get('/healthz'), { withinMs: 8000 })
  const answeredMs = performance.now()
  await show.statusWhen(({ workers }) => workers.length === 1, 5000)
  await show.audience.next()
  assert.ok(performance.now() - answeredMs < 3000, `${performance.now() - answeredMs} ms`)
})

test('without a worker the server answers, drops frames at the door, says why, and its memory stays flat', {
  timeout,
}, async (t) => {
  const show = await openLiveShow(t, { workers: [], serverFlags: ['--fps', '120'] })
  await show.statusWhen(({ health }) => health.parts.inference.problem === 'No worker is connected.')
  const ready = await show.get('/readyz')
  assert.equal(ready.status, 503)
  assert.match(await ready.text(), /No picture has left/)
  const before = (await show.status()).drops.door?.['workers are busy'] ?? 0
  const rssMb = show.server.rssMb()
  const { drops, queues } = await show.statusWhen(
    (status) => (status.drops.door?.['workers are busy'] ?? 0) > before + 500,
  )
  assert.ok(show.server.rssMb() - rssMb < 25, `${rssMb} MB, then ${show.server.rssMb()} MB`)
  assert.deepEqual(queues, { dispatch: 0, inFlight: 0 })
  assert.equal(Object.keys(drops).join(), 'door')
  show.add(startWorker(show.ports, ['--engine', 'passthrough']))
  await show.audience.next()
  await eventually(async () => (await show.get('/readyz')).status === 200)
})

test('a worker that fails shows the last good picture, is counted, benched and told why', { timeout }, async (t) => {
  const show = await openLiveShow(t, { workers: [] })
  let good = 3
  await using failing = openStandInWorker({
    port: show.ports.job,
    hello: { workerId: 'failing', engine: 'fake' },
    onJob: ({ frames }) => {
      const isGood = good-- > 0
      return frames.map(({ jpeg }) =>
        isGood ? { ok: true, jpeg } : { ok: false, fault: 'engine', reason: 'out of memory' },
      )
    },
  })
  const { workers, frames } = await show.statusWhen((status) => status.workers[0]?.state === 'benched')
  assert.equal(workers[0].lastError, 'out of memory')
  assert.ok(frames.failed >= 3)
  await show.statusWhen(({ health }) => health.parts.inference.problem === 'No worker is fit for work.')
  const { seen } = show.audience
  assert.ok(seen.length >= frames.published + 3, 'failed frames are shown too')
  assert.equal(
    new Set(seen.map(({ jpeg }) => Buffer.from(jpeg).toString('base64'))).size,
    1,
    'as the last good picture',
  )
  assert.deepEqual(show.audience.faults(LOOP, 0).disorder, 0)
  const bench = await eventually(() => failing.heard.find(({ type }) => type === 'bench'))
  assert.deepEqual(bench, { type: 'bench', reason: 'out of memory', forMs: 10_000 })
})

test('a worker that takes jobs and never answers does not stop the picture', { timeout }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const joinedMs = performance.now()
  await using _hanging = openStandInWorker({ port: show.ports.job, hello: { workerId: 'hanging', engine: 'fake' } })
  await show.statusWhen(({ workers }) => workers.some(({ id, jobsInFlight }) => id === 'hanging' && jobsInFlight > 0))
  await goOn(3000)
  // it had two jobs of four frames, and the frames behind them waited as long as they may
  assert.ok(show.audience.largestGapMs(joinedMs) < 2 * GAP_MS, `${show.audience.largestGapMs(joinedMs)} ms`)
  assert.ok((await show.status()).delayMs < 1000, 'nor is it late for ever after')
})

test('the operator benches a worker, takes it back, and has it start anew in its own process', {
  timeout,
}, async (t) => {
  // more than one of them can do, so that both are needed
  const slow = ['--engine', 'simulate', '--simulate-ms', '50']
  const serverFlags = ['--fps', '60', '--batch-size', '2']
  const show = await openLiveShow(t, { serverFlags, workers: [slow, [...slow, '--worker-id', 'gpu-2']] })
  await calm(show)
  const gpu2 = ({ workers }: Status) => workers.find(({ id }) => id === 'gpu-2')
  const post = (deed: string) =>
    fetch(`http://127.0.0.1:${show.ports.settings}/api/workers/gpu-2/${deed}`, { method: 'POST' })
  const sinceMs = performance.now()

  assert.equal((await post('bench')).status, 200)
  const benched = await show.statusWhen((status) => gpu2(status)?.jobsInFlight === 0)
  assert.equal(gpu2(benched)?.benchedByOperator, true)
  await goOn(500)
  assert.equal(gpu2(await show.status())?.framesDone, gpu2(benched)?.framesDone)
  assert.equal((await post('unbench')).status, 200)
  await show.statusWhen((status) => (gpu2(status)?.framesDone ?? 0) > (gpu2(benched)?.framesDone ?? 0))

  const before = gpu2(await show.status())?.connectedSinceMs ?? 0
  assert.equal((await post('restart')).status, 200)
  await show.statusWhen((status) => {
    const worker = gpu2(status)
    return worker !== undefined && worker.connectedSinceMs > before && worker.framesDone > 0
  })
  assert.match(show.workers[1].said(), /starts anew, as the server has asked/)
  assert.ok(show.audience.largestGapMs(sinceMs) < GAP_MS, `${show.audience.largestGapMs(sinceMs)} ms`)
  assert.equal(show.audience.faults(LOOP, sinceMs).disorder, 0)
  assert.equal((await show.status()).frames.failed, 0)
  assert.equal(
    await fetch(`http://127.0.0.1:${show.ports.settings}/api/workers/nobody/bench`, { method: 'POST' }).then(
      ({ status }) => status,
    ),
    404,
  )
})

test('a worker that hangs in a batch and is asked to start anew ends, for its keeper to start it again', {
  timeout,
}, async (t) => {
  const show = await openLiveShow(t, { workers: [['--engine', 'simulate', '--simulate-ms', '10000']] })
  const { workers } = await show.statusWhen(({ workers }) => workers[0]?.jobsInFlight > 0)
  const url = `http://127.0.0.1:${show.ports.settings}/api/workers/${encodeURIComponent(workers[0].id)}/restart`
  assert.equal((await fetch(url, { method: 'POST' })).status, 200)
  assert.deepEqual(await show.workers[0].ended, { code: null, signal: 'SIGINT' })
})

test('a worker of another protocol version is refused on both sides with the remedy', { timeout }, async (t) => {
  const show = await openLiveShow(t, { workers: [] })
  await using other = openStandInWorker({ port: show.ports.job, hello: { workerId: 'old', protocol: 0 } })
  const refusal = await eventually(() => other.heard.find(({ type }) => type === 'refusal'))
  assert.match(JSON.stringify(refusal), /protocol 0, this server 2.*same version/)
  await eventually(() => /old refused/.test(show.server.said()))
})

test('a second worker under the same name ends with exit code 2 and says what to do', { timeout }, async (t) => {
  const named = ['--engine', 'passthrough', '--worker-id', 'gpu-1']
  const show = await openLiveShow(t, { workers: [named] })
  const second = show.add(startWorker(show.ports, named))
  assert.deepEqual(await second.ended, { code: 2, signal: null })
  assert.match(second.said(), /Another running worker is called gpu-1\. Give each worker its own --worker-id/)
  assert.doesNotMatch(second.said(), /\n\s+at /, 'no stack trace')
})
