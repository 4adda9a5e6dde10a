import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Finding } from '#app/doctor/finding.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts, type Ports } from '#test/freePorts.ts'
import { startServer } from '#test/running.ts'
import { systemProgram } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

test('the whole examination of this machine ends within 15 s and is told in groups', async (t) => {
  const began = performance.now()
  const { stdout, code } = await doctor(t, await freePorts(), [])
  assert.ok(performance.now() - began < 15_000)
  assert.equal(code, 0, stdout)
  assert.equal(stdout.includes('\x1b'), false)
  for (const line of [
    /^Programs$/m,
    / ok {7}zeromq: loads/,
    / ok {7}ONNX Runtime on the CPU: .*small network/,
    /^Network$/m,
  ])
    assert.match(stdout, line)
})

test('a taken port is named with the process that has it', async (t) => {
  const ports = await freePorts()
  const holder = createServer().listen(ports.settings, '127.0.0.1')
  await once(holder, 'listening')
  t.after(() => holder.close())
  const { findings, code, stderr } = await examined(t, ports, [])
  const { state, said, remedy } = named(findings, 'page and HTTP port')
  assert.equal(state, 'problem')
  assert.match(said, new RegExp(`${ports.settings} is taken by pid ${process.pid}`))
  assert.match(remedy ?? '', new RegExp(`kill ${process.pid}`))
  assert.equal(code, 1)
  assert.match(stderr, /not ready: page and HTTP port/)
})

test('a broken .env is told line by line, without what stands in it', async (t) => {
  const lines = ['STRENGHT=0.5', 'FPS=many', 'this is sesame', 'TOKEN=sesame', "PROMPT='two", "lines'", 'SEED="1']
  const { findings, stdout } = await examined(t, await freePorts(), [], { '.env': lines.join('\n') })
  const said = findings
    .filter(({ group }) => group === 'Settings')
    .map((finding) => `${finding.said} ${finding.remedy ?? ''}`)
  assert.match(said.join('\n'), /FPS in \.env cannot be "many"/)
  assert.match(said.join('\n'), /STRENGHT in \.env is no option.*Did you mean STRENGTH/)
  assert.match(said.join('\n'), /lines that set nothing: 3, 7\./)
  assert.match(said.join('\n'), /others may read it\. chmod o= /)
  assert.doesNotMatch(stdout, /sesame/)
})

test('a program that is not there is told with the command that installs it', async (t) => {
  const bin = temporaryFolder(t)
  const { findings } = await examined(t, await freePorts(), [], {}, { PATH: bin })
  assert.match(named(findings, 'ffmpeg').said, /not installed/)
  assert.match(named(findings, 'ffmpeg').remedy ?? '', /ffmpeg/)
  assert.equal(named(findings, 'npm').state, 'problem')
  const worker = await examined(t, await freePorts(), ['--server', '127.0.0.1'], {}, { PATH: bin })
  for (const name of ['ffmpeg', 'ffprobe'])
    assert.equal(named(worker.findings, name).state, 'note', 'a worker needs none')
})

test('a program that hangs does not hold up the others', async (t) => {
  const bin = temporaryFolder(t)
  const real = systemProgram('ffmpeg')
  writeFileSync(join(bin, 'nvidia-smi'), '#!/bin/sh\nexec /bin/sleep 60\n')
  chmodSync(join(bin, 'nvidia-smi'), 0o755)
  if (real) symlinkSync(real, join(bin, 'ffmpeg'))
  const began = performance.now()
  const { findings } = await examined(t, await freePorts(), [], {}, { PATH: bin })
  assert.ok(performance.now() - began < 15_000)
  assert.match(named(findings, 'driver').said, /does not answer/)
})

test('a server on another address is reached, with its version and its clock', async (t) => {
  const ports = await freePorts()
  await using _server = startServer(ports, ['--host', '127.0.0.2', '--mode', 'pattern'])
  const url = `http://127.0.0.2:${ports.settings}/api/status`
  await eventually(async () => (await fetch(url)).ok, { withinMs: 15_000, what: 'a server' })
  const { findings } = await examined(t, ports, ['--server', '127.0.0.2'])
  const server = findings.filter(({ name }) => name === 'server')
  assert.deepEqual(
    server.map(({ state }) => state),
    ['ok', 'ok', 'ok'],
    JSON.stringify(server),
  )
  assert.equal(named(findings, 'jobs at 127.0.0.2').state, 'ok')
})

test('a server that is not there is told port by port, also where .env is no text', async (t) => {
  const files = { '.env': '\0\0\0' }
  const { findings, code } = await examined(t, await freePorts(), ['--server', '127.0.0.3'], files)
  assert.match(named(findings, 'jobs at 127.0.0.3').said, /cannot be reached: nothing listens there/)
  assert.match(named(findings, 'jobs at 127.0.0.3').remedy ?? '', /sudo ufw allow \d+\/tcp/)
  assert.equal(named(findings, '.env').state, 'problem')
  assert.equal(named(findings, 'zeromq').state, 'ok')
  assert.equal(code, 1)
})

test('installing CUDA is refused politely without an NVIDIA card, and a dry run tells all of it', {
  skip: withCard(),
}, async (t) => {
  const ports = await freePorts()
  const refused = await doctor(t, ports, ['--install', 'cuda'])
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /no NVIDIA card.*--force/s)
  const dry = await doctor(t, ports, ['--install', 'cuda', '--dry-run'])
  assert.equal(dry.code, 0)
  assert.match(
    dry.stdout,
    /ONNXRUNTIME_NODE_INSTALL=cuda12 node .*install\.js[\s\S]*Downloads: .*Gpu\.Linux[\s\S]*Undo: +rm /,
  )
  const folder = fileURLToPath(new URL('../../../node_modules/onnxruntime-node/bin/napi-v6/linux/x64', import.meta.url))
  assert.equal(
    readdirSync(folder).some((name) => name.includes('providers_cuda')),
    false,
  )
})

type Files = Readonly<Record<string, string>>

async function doctor(t: TestContext, ports: Ports, args: readonly string[], files: Files = {}, env: Files = {}) {
  const { job, settings, output, osc } = ports
  const variables = { I2I_JOB_PORT: job, I2I_SETTINGS_PORT: settings, I2I_OUTPUT_PORT: output, I2I_OSC_PORT: osc }
  const texts = Object.fromEntries(Object.entries(variables).map(([name, port]) => [name, String(port)]))
  const environment = { ...process.env, ...texts, DISPLAY: '', ...env }
  const limits = { cwd: temporaryFolder(t, files), env: environment, timeout: 30_000, killSignal: 'SIGKILL' } as const
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [MAIN, 'doctor', ...args], limits, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr })
    })
  })
}

async function examined(t: TestContext, ports: Ports, args: readonly string[], files: Files = {}, env: Files = {}) {
  const ran = await doctor(t, ports, ['--json', ...args], files, env)
  const { findings } = JSON.parse(ran.stdout) as { findings: Finding[] }
  return { ...ran, findings }
}

function named(findings: readonly Finding[], name: string): Finding {
  const found = findings.find((finding) => finding.name === name)
  assert.ok(found, `a finding about ${name}`)
  return found
}

function withCard(): false | string {
  return existsSync('/proc/driver/nvidia') ? 'there is an NVIDIA card' : false
}
