import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { planInstall } from '#cluster/service/planInstall.ts'
import { readMachine } from '#cluster/service/readMachine.ts'
import { runSystem } from '#cluster/service/runSystem.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts } from '#test/freePorts.ts'
import { runProgram } from '#test/runProgram.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { anInstallation } from './aMachine.ts'

const UNIT = 'i2i-server.service'
const skip = canHaveItsOwn() ? skipWithout('systemd') : 'needs root and namespaces, for a systemd of its own'

test('under a real systemd a server starts with all its restrictions, and is started anew when it hangs', {
  skip,
}, async (t) => {
  const { job, settings, output, osc } = await freePorts()
  const ports = { job, settings, output, osc }
  const flags = Object.entries(ports).map(([name, port]) => `--${name}-port=${port}`)
  const machine = await readMachine('/', runSystem)
  const plan = planInstall(
    anInstallation({ role: 'server', machine, user: 'root', flags: ['--mode=pattern', '--host=127.0.0.1', ...flags] }),
  )
  const show = await openSystemd(t, plan.write[`etc/systemd/system/${UNIT}`] ?? '')

  const first = await eventually(async () => ((await show('ActiveState')) === 'active' ? show('MainPID') : ''), {
    what: 'an active service',
    withinMs: 20_000,
  })
  assert.match(await show('StatusText'), /fps in/)
  assert.equal((await fetch(`http://127.0.0.1:${settings}/healthz`)).status, 200)

  await show.inside(['kill', '-STOP', first])
  await eventually(async () => (await show('NRestarts')) === '1' && (await show('ActiveState')) === 'active', {
    what: 'a new start',
    withinMs: 25_000,
  })
  assert.notEqual(await show('MainPID'), first)
})

/** Faster than in a show, and allowed to be where tests are: below /tmp, or in a home. */
const FOR_TESTS = '[Unit]\nDefaultDependencies=no\n[Service]\nWatchdogSec=2\nPrivateTmp=no\nProtectHome=read-only\n'
const TARGET = `[Unit]\nDescription=The test\nDefaultDependencies=no\nAllowIsolate=yes\nWants=${UNIT}\n`

/** A systemd that is process 1 of a world of its own, and ends with the test. @returns asks for a property of the unit */
async function openSystemd(t: TestContext, unit: string) {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, `${UNIT}.d`))
  writeFileSync(join(folder, UNIT), unit.replace(/^(Wants|After)=.*\n/gm, ''))
  writeFileSync(join(folder, `${UNIT}.d`, 'test.conf'), FOR_TESTS)
  writeFileSync(join(folder, 'test.target'), TARGET)
  const script = [
    'mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system',
    `cp -r ${folder}/. /run/systemd/system/`,
    'exec env container=lxc /lib/systemd/systemd --system --unit=test.target --log-target=null --show-status=no',
  ].join(' && ')
  const unshare = spawn('unshare', ['-fpmui', '--mount-proc', '--kill-child', 'sh', '-c', script], { stdio: 'ignore' })
  t.after(async () => {
    const gone = new Promise((resolve) => unshare.once('exit', resolve))
    if (unshare.exitCode !== null || unshare.signalCode !== null) return
    unshare.kill('SIGKILL')
    await gone
  })
  const first = await eventually(() => childOf(unshare.pid ?? 0), { what: 'process 1' })
  const inside = (words: readonly string[]) => runProgram('nsenter', ['-t', String(first), '-m', '-p', '-u', ...words])
  const show = async (property: string) =>
    (await inside(['systemctl', 'show', '--value', `--property=${property}`, UNIT])).stdout.trim()
  return Object.assign(show, { inside })
}

function canHaveItsOwn(): boolean {
  return process.getuid?.() === 0 && spawnSync('unshare', ['-fpmui', '--mount-proc', 'true']).status === 0
}

function childOf(parent: number): number | undefined {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).find((pid) => {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(text.slice(text.lastIndexOf(')') + 4).split(' ')[0]) === parent
  })
}
