import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { runProgram } from '#test/runProgram.ts'
import { skipWithout, systemProgram } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { ROOT, yamlOf } from './deployFiles.ts'

const RULES = 'deploy/prometheus/alerts.yaml'
const STEP_S = 15
const MINUTES = 20

/** Series → its values as promtool writes them: `5x80` is 5 and 80 times the same, `0+10x80` rises by 10 each step. */
type Series = Readonly<Record<string, string>>

const AT = 'job="i2i",instance="show:5556"'
const WORKER = `${AT},worker="gpu-0"`

/** A show that is well: 30 frames a second through one worker. */
const CALM: Series = {
  [`up{${AT}}`]: '1x80',
  [`i2i_health_state{${AT},state="online"}`]: '1x80',
  [`i2i_health_state{${AT},state="degraded"}`]: '0x80',
  [`i2i_health_state{${AT},state="down"}`]: '0x80',
  [`i2i_workers{${AT},state="ready"}`]: '1x80',
  [`i2i_source_healthy{${AT}}`]: '1x80',
  [`i2i_frames_total{${AT},reached="captured"}`]: '0+450x80',
  [`i2i_frames_total{${AT},reached="admitted"}`]: '0+450x80',
  [`i2i_frames_total{${AT},reached="published"}`]: '0+450x80',
  [`i2i_drops_total{${AT},place="door",cause="busy"}`]: '0+10x80',
  [`i2i_latency_seconds_bucket{${AT},le="0.25"}`]: '0+450x80',
  [`i2i_latency_seconds_bucket{${AT},le="2"}`]: '0+450x80',
  [`i2i_latency_seconds_bucket{${AT},le="+Inf"}`]: '0+450x80',
  [`i2i_process_start_time_seconds{${AT}}`]: '1000x80',
  [`i2i_recording_failed{${AT}}`]: '0x80',
  [`i2i_worker_failures_total{${WORKER}}`]: '0x80',
  [`i2i_worker_gpu_temperature_celsius{${WORKER}}`]: '70x80',
  [`i2i_worker_gpu_memory_used_bytes{${WORKER}}`]: '10e9x80',
  [`i2i_worker_gpu_memory_size_bytes{${WORKER}}`]: '24e9x80',
  [`i2i_disk_free_bytes{${AT},folder="data"}`]: '100e9x80',
  [`i2i_disk_size_bytes{${AT},folder="data"}`]: '500e9x80',
}

/** Alert → what differs from a calm show for it alone to fire. */
const TROUBLE: Readonly<Record<string, Series>> = {
  I2iServerGone: { [`up{${AT}}`]: '0x80' },
  I2iNoPictures: { [`i2i_health_state{${AT},state="down"}`]: '1x80' },
  I2iDegraded: { [`i2i_health_state{${AT},state="degraded"}`]: '1x80' },
  I2iNoWorker: { [`i2i_workers{${AT},state="ready"}`]: '0x80' },
  I2iSourceLost: { [`i2i_source_healthy{${AT}}`]: '0x80' },
  I2iFramesLost: { [`i2i_frames_total{${AT},reached="published"}`]: '0+400x80' },
  I2iWorkersTooSlow: { [`i2i_drops_total{${AT},place="door",cause="busy"}`]: '0+300x80' },
  I2iSlow: { [`i2i_latency_seconds_bucket{${AT},le="0.25"}`]: '0+10x80' },
  I2iRestartLoop: { [`i2i_process_start_time_seconds{${AT}}`]: '1000+60x80' },
  I2iRecordingFailed: { [`i2i_recording_failed{${AT}}`]: '1x80' },
  I2iWorkerFails: { [`i2i_worker_failures_total{${WORKER}}`]: '0+3x80' },
  I2iWorkerHot: { [`i2i_worker_gpu_temperature_celsius{${WORKER}}`]: '90x80' },
  I2iWorkerMemoryFull: { [`i2i_worker_gpu_memory_used_bytes{${WORKER}}`]: '23.9e9x80' },
  I2iDiskNearlyFull: { [`i2i_disk_free_bytes{${AT},folder="data"}`]: '3e9x80' },
}

test('every alert has its trouble here', () => {
  const rules = [...yamlOf(RULES).groups].flatMap(({ rules }) => [...rules])
  assert.deepEqual(rules.map(({ alert }) => String(alert)).sort(), Object.keys(TROUBLE).sort())
})

const skip = skipWithout('promtool')

test('Prometheus takes the alert rules', { skip }, async () => {
  const { code, stdout, stderr } = await promtool('check', 'rules', join(ROOT, RULES))
  assert.equal(code, 0, stdout + stderr)
})

test('a calm show alerts nobody, and each trouble sets off its own alert and no other', { skip }, async (t) => {
  const shows = [
    ['', CALM] as const,
    ...Object.entries(TROUBLE).map(([alert, of]) => [alert, { ...CALM, ...of }] as const),
  ]
  const file = {
    rule_files: [join(ROOT, RULES)],
    evaluation_interval: `${STEP_S}s`,
    tests: shows.map(([alert, series]) => ({
      interval: `${STEP_S}s`,
      name: alert || 'calm',
      input_series: Object.entries(series).map(([series, values]) => ({ series, values })),
      promql_expr_test: [firing(alert)],
    })),
  }
  // what is JSON is YAML
  const folder = temporaryFolder(t, { 'alerts.test.yaml': JSON.stringify(file) })
  const { code, stdout, stderr } = await promtool('test', 'rules', join(folder, 'alerts.test.yaml'))
  assert.equal(code, 0, stdout + stderr)
})

function firing(alert: string): Record<string, unknown> {
  const expected = alert === '' ? [] : [{ labels: `{alertname="${alert}"}`, value: 1 }]
  return { expr: 'count by (alertname) (ALERTS{alertstate="firing"})', eval_time: `${MINUTES}m`, exp_samples: expected }
}

function promtool(...words: readonly string[]) {
  return runProgram(systemProgram('promtool') ?? '', words)
}
