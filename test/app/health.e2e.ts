import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '#test/eventually.ts'
import { freePorts } from '#test/freePorts.ts'
import { openLiveShow, PASSTHROUGH } from '#test/liveShow.ts'
import { startServer } from '#test/running.ts'
import { runProgram } from '#test/runProgram.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = join(ROOT, 'src/cli/main.ts')

test('i2i status tells a running show, its exit code how well it is', async (t) => {
  const show = await openLiveShow(t)
  await show.statusWhen(({ health, frames }) => health.status === 'online' && frames.published > 20)
  const well = await status(show.ports.settings)
  assert.equal(well.code, 0, well.stderr)
  assert.match(well.stdout, /^health {5}online\n[\s\S]*passthrough {2}ready/)
  const told = JSON.parse((await status(show.ports.settings, '--json')).stdout)
  assert.equal(told.health.status, 'online')
  assert.equal(typeof told.streamId, 'string', 'all that the server says')

  await show.workers[0]?.stop()
  await show.statusWhen(({ health }) => health.status === 'degraded')
  const degraded = await status(show.ports.settings)
  assert.equal(degraded.code, 1)
  assert.match(degraded.stdout, /^health {5}degraded for \d+ s: inference: No worker is connected\./)
  assert.match(degraded.stderr, /The show is degraded/)

  const { health } = await show.statusWhen(({ health }) => health.status === 'down', 10_000)
  assert.ok(Math.abs((health.sinceMs ?? 0) - Date.now()) < 5000)
  const down = await status(show.ports.settings)
  assert.equal(down.code, 2)
  assert.equal((await show.get('/healthz')).status, 200)
  assert.equal((await show.get('/readyz')).status, 503)
})

test('a server that is not there is exit code 2', async () => {
  const { settings } = await freePorts()
  const { code, stderr } = await status(settings)
  assert.equal(code, 2)
  assert.match(stderr, /nothing listens there/)
})

test('every metric that alerts, dashboard and autoscaling ask for is on the page of a running server', async (t) => {
  const bin = temporaryFolder(t, { 'nvidia-smi': '#!/bin/sh\necho "NVIDIA Test, 50, 60, 1000, 2000, 30"\n' })
  const show = await openLiveShow(t, { workers: [] })
  const worker = ['env', `PATH=${bin}:${process.env.PATH}`, process.execPath, MAIN, 'worker', ...PASSTHROUGH]
  chmodSync(join(bin, 'nvidia-smi'), 0o755)
  const running = spawn(worker[0] as string, [...worker.slice(1), '--job-port', String(show.ports.job)], {
    stdio: 'ignore',
  })
  t.after(() => running.kill('SIGKILL'))
  await show.statusWhen(({ workers, frames }) => workers[0]?.gpu !== undefined && frames.published > 5, 15_000)
  const page = await (await show.get('/metrics')).text()
  assert.match(page, /^i2i_worker_gpu_temperature_celsius\{worker=".*"\} 60$/m)
  assert.match(page, /^i2i_health_state\{state="online"\} 1$/m)
  const onPage = new Set([...page.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name))
  const missing = askedFor().filter(
    (name) => !onPage.has(name) && !onPage.has(name.replace(/_(bucket|sum|count)$/, '')),
  )
  assert.deepEqual(missing, [])
  assert.deepEqual(unlabelled(page), [])
})

test('a crash leaves a report without secrets, and its path on stderr', async (t) => {
  const folder = temporaryFolder(t)
  const crash = "data:text/javascript,setTimeout(() => { throw new Error('no sesame here') }, 2500).unref()"
  const environment = {
    NODE_OPTIONS: `--import="${crash.replaceAll(' ', '%20').replaceAll("'", '%27')}"`,
    TOKEN: 'sesame',
  }
  const server = startServer(await freePorts(), ['--mode', 'pattern', '--crash-reports', folder], environment)
  await using _ending = server
  const { code } = await server.ended
  assert.equal(code, 1)
  const [name = ''] = readdirSync(folder)
  assert.match(server.said(), new RegExp(`A report is in ${join(folder, name)}`))
  const text = readFileSync(join(folder, name), 'utf8')
  for (const part of [
    /Error: no \(hidden\) here/,
    /command server/,
    /mode: 'pattern'/,
    /Settings[\s\S]*strength: 0/,
    /page and HTTP at/,
  ])
    assert.match(text, part)
  assert.doesNotMatch(text, /sesame/)
})

test('the watch goes on while a server is away and when it is back', async () => {
  const ports = await freePorts()
  const watching = spawn(process.execPath, [MAIN, 'status', '--watch', '--settings-port', String(ports.settings)])
  let said = ''
  watching.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  try {
    await eventually(() => said.includes('not reachable'), { withinMs: 8000 })
    await using _server = startServer(ports, ['--mode', 'pattern'])
    await eventually(() => /health {5}(online|degraded|down)/.test(said), { withinMs: 15_000 })
  } finally {
    watching.kill('SIGKILL')
  }
})

function status(port: number, ...flags: readonly string[]) {
  return runProgram(process.execPath, [MAIN, 'status', '--settings-port', String(port), ...flags])
}

/** The names of metrics in whatever reads them. */
function askedFor(): string[] {
  const files = ['deploy/prometheus/alerts.yaml', 'deploy/grafana/dashboard.json']
  const text = files.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n')
  return [...new Set(text.match(/\bi2i_[a-z_]+/g))]
}

/** Labels that a dashboard or an alert chooses by and that no sample has. */
function unlabelled(page: string): string[] {
  const files = ['deploy/prometheus/alerts.yaml', 'deploy/grafana/dashboard.json']
  const text = files.map((file) => readFileSync(join(ROOT, file), 'utf8').replaceAll('\\"', '"')).join('\n')
  const chosen = [...text.matchAll(/(i2i_[a-z_]+)\{([^}]*)\}/g)].flatMap(([, name = '', labels = '']) =>
    [...labels.matchAll(/(\w+)="(\w+)"/g)].map(([, label, value]) => ({ name, label: `${label}="${value}"` })),
  )
  const isOnPage = ({ name, label }: { name: string; label: string }) =>
    page.split('\n').some((line) => line.startsWith(`${name}{`) && line.includes(label))
  // a cause of drops is there once it has happened
  return chosen
    .filter((each) => each.name !== 'i2i_drops_total' && !isOnPage(each))
    .map(({ name, label }) => `${name} ${label}`)
}
