import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '#test/eventually.ts'
import { freePorts } from '#test/freePorts.ts'
import { pictureFolder } from '#test/pictureFolder.ts'
import { startServer, startWorker } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { ROOT } from './deployFiles.ts'

const timeout = 60_000

test('the health checks of the containers tell a server and a linked worker from those that are away or hang', {
  timeout,
}, async (t) => {
  const ports = await freePorts()
  const pulseFile = join(temporaryFolder(t), 'pulse.json')
  const variables = { I2I_SETTINGS_PORT: String(ports.settings), I2I_PULSE_FILE: pulseFile }
  const check = (script: string, ...args: string[]) => exitCodeOf(script, args, variables)
  const isServerWell = async () => (await check('serverHealth.mjs')) === 0
  const isLinked = async () => (await check('workerHealth.mjs', 'linked')) === 0
  const isAlive = async () => (await check('workerHealth.mjs', 'alive')) === 0

  assert.deepEqual([await isServerWell(), await isLinked(), await isAlive()], [false, false, false])
  await using worker = startWorker(ports, ['--engine', 'passthrough', '--pulse-file', pulseFile])
  await eventually(isAlive, { withinMs: 10_000 })
  assert.equal(await isLinked(), false, 'there is no server yet')

  const server = startServer(ports, ['--directory', pictureFolder(t, { count: 10 })])
  try {
    await eventually(isServerWell, { withinMs: 10_000 })
    await eventually(isLinked, { withinMs: 10_000 })
  } finally {
    await server.stop()
  }
  await eventually(async () => !(await isLinked()), { withinMs: 10_000 })
  assert.deepEqual([await isServerWell(), await isAlive()], [false, true])

  worker.kill('SIGSTOP')
  await eventually(async () => !(await isAlive()), { withinMs: 20_000 })
  worker.kill('SIGCONT')
  await eventually(isAlive, { withinMs: 10_000 })
})

function exitCodeOf(script: string, args: readonly string[], variables: Record<string, string>) {
  const path = join(ROOT, 'deploy', 'docker', script)
  const options = { env: { ...process.env, ...variables }, timeout: 10_000 }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [path, ...args], options, () => resolve(child.exitCode))
  })
}
