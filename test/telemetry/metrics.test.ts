import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STEPS } from '#frame/steps.ts'
import { Metrics } from '#telemetry/metrics.ts'
import { fakeStatus } from '#test/fakeStatus.ts'
import { aRecord } from '#test/records.ts'

test('every line of the metrics page is a comment or a sample that Prometheus can read', async () => {
  for (const line of (await pageOf(fakeStatus())).split('\n')) assert.match(line, /^(#.*|[a-z_:][\w:]*(\{.*\})? \S+)?$/)
})

test('counts and gauges are those of the status at the moment somebody asks', async () => {
  const status = fakeStatus({ drops: { door: { 'workers are busy': 7 } }, delayMs: 80 })
  const page = await pageOf(status)
  assert.equal(sample(page, 'i2i_frames_total{reached="published"}'), status.frames.published)
  assert.equal(sample(page, 'i2i_drops_total{place="door",cause="workers are busy"}'), 7)
  assert.equal(sample(page, `i2i_worker_load{worker="${status.workers[0].id}"}`), status.workers[0].load)
  assert.equal(sample(page, 'i2i_queue_frames{place="inFlight"}'), status.queues.inFlight)
  assert.equal(sample(page, 'i2i_playout_delay_seconds'), 0.08)
  assert.equal(sample(page, 'i2i_healthy{part="input"}'), 1)
})

test('asking twice does not count twice, and a worker that has left is gone', async () => {
  let status = fakeStatus()
  const metrics = new Metrics(() => status)
  await metrics.text()
  assert.equal(sample(await metrics.text(), 'i2i_frames_total{reached="published"}'), status.frames.published)
  status = fakeStatus({ workers: [] })
  assert.equal((await metrics.text()).includes('i2i_worker_load{'), false)
})

test('every step of a published frame is in the histograms, in seconds', async () => {
  const metrics = new Metrics(() => fakeStatus())
  metrics.published(aRecord(1))
  metrics.published(aRecord(2))
  const page = await metrics.text()
  for (const step of STEPS) {
    assert.equal(sample(page, `i2i_step_seconds_count{step="${step}",worker="ada"}`), 2)
    assert.equal(sample(page, `i2i_step_seconds_sum{step="${step}",worker="ada"}`), 0.008)
  }
  assert.equal(sample(page, 'i2i_latency_seconds_bucket{le="0.05"}'), 2)
  assert.equal(sample(page, 'i2i_latency_seconds_bucket{le="0.033"}'), 0)
})

test('a worker that comes back under a new name a thousand times does not make the page grow', async () => {
  const metrics = new Metrics(() => fakeStatus())
  for (let n = 0; n < 1000; n++) metrics.published({ ...aRecord(n), workerId: `worker-${n}` })
  const page = await metrics.text()
  assert.equal(page.match(/i2i_step_seconds_count\{step="door"/g)?.length, 64)
  assert.ok(page.includes('worker-999'))
})

test('the state of the show is one of three, and a graphics card that tells is on the page', async () => {
  const [worker] = fakeStatus().workers
  const gpu = { name: 'x', use: 0.5, temperatureC: 61 }
  const page = await pageOf(fakeStatus({ workers: [{ ...(worker as NonNullable<typeof worker>), gpu }] }))
  assert.equal(sample(page, 'i2i_health_state{state="online"}'), 1)
  assert.equal(sample(page, 'i2i_health_state{state="degraded"}'), 0)
  assert.equal(sample(page, 'i2i_workers{state="ready"}'), 1)
  assert.equal(sample(page, 'i2i_worker_gpu_temperature_celsius{worker="atelier-7f3a"}'), 61)
  assert.equal(page.includes('i2i_worker_gpu_power_watts{'), false)
})

test('the disks that are written to are on the page, those that cannot be asked are not', async () => {
  const page = await new Metrics(() => fakeStatus(), { data: '/tmp/not/made/yet', gone: '\0' }).text()
  assert.ok((sample(page, 'i2i_disk_size_bytes{folder="data"}') ?? 0) > 0)
})

function pageOf(status: ReturnType<typeof fakeStatus>): Promise<string> {
  return new Metrics(() => status).text()
}

function sample(page: string, name: string): number | undefined {
  const line = page.split('\n').find((each) => each.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length))
}
