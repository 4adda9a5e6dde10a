import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { shellWord } from '#cluster/fleet/shellWord.ts'
import { calm, type LiveShow, openLiveShow } from '#test/liveShow.ts'
import { runFleet } from '#test/runFleet.ts'
import { MAIN } from '#test/running.ts'
import { makeKey, openSshMachine, sshConfig } from '#test/sshMachine.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const skip = skipWithout('sshd')

/** The picture may stand still for as long as one frame in hand takes, and a busy machine. */
const LARGEST_GAP_MS = 400

test('all workers are restarted one after the other, and the picture goes on', { skip }, async (t) => {
  const { show, fleet } = await openFleetShow(t)
  const before = await show.statusWhen(({ workers }) => workers.length === 2 && workers.every(isReady), 15_000)
  await calm(show)
  const beganMono = performance.now()
  const { code, said } = await fleet('reload')
  const gapMs = show.audience.largestGapMs(beganMono)
  t.diagnostic(`largest gap ${gapMs.toFixed(0)} ms in ${((performance.now() - beganMono) / 1000).toFixed(1)} s`)
  assert.equal(code, 0, said)
  assert.match(said, /ready again after .* \(2 of 2\)/)
  const after = await show.statusWhen(({ workers }) => workers.length === 2 && workers.every(isReady))
  assert.deepEqual(idsOf(after), ['one', 'two'])
  assert.ok(after.workers.every(({ connectedSinceMs }) => connectedSinceMs > before.atMs))
  assert.ok(gapMs < LARGEST_GAP_MS, `a gap of ${gapMs} ms`)
})

test('the first worker that does not come back ends it, and the others go on undisturbed', { skip }, async (t) => {
  const { show, fleet, machines } = await openFleetShow(t)
  const before = await show.statusWhen(({ workers }) => workers.length === 2 && workers.every(isReady), 15_000)
  writeFileSync(join(machines[0]?.folder ?? '', 'units/i2i-worker@0.service.line'), 'exec sleep 60')
  const { code, said } = await fleet('reload', '--back-within', '2')
  assert.equal(code, 1, said)
  assert.match(said, /has not come back: the server has not seen it ready again within 2 s. Not restarted: 127.0.0.1/)
  const after = await show.status()
  const two = (status: typeof after) => status.workers.find(({ id }) => id === 'two')
  assert.equal(two(after)?.connectedSinceMs, two(before)?.connectedSinceMs)
  assert.equal(two(after)?.state, 'ready')
})

type Ready = { readonly state: string }
const isReady = ({ state }: Ready) => state === 'ready'
const idsOf = ({ workers }: { workers: readonly { readonly id: string }[] }) => workers.map(({ id }) => id).toSorted()

/** A server, and two machines whose services are its workers. */
async function openFleetShow(t: TestContext) {
  const show: LiveShow = await openLiveShow(t, { workers: [], serverFlags: ['--fps', '20'] })
  const running = new AsyncDisposableStack()
  // before the folder goes, in which the machines keep what they run
  t.after(() => running.disposeAsync())
  const folder = temporaryFolder(t)
  const key = makeKey(folder, 'key')
  const environment = {
    I2I_SSH_CONFIG: sshConfig(folder, key),
    I2I_SETTINGS_PORT: String(show.ports.settings),
    I2I_WORKER_MACHINES: '',
  }
  const machines: { folder: string; port: number }[] = []
  for (const id of ['one', 'two']) {
    const own = join(folder, id)
    const words = [process.execPath, MAIN, 'worker', '--engine', 'passthrough', '--job-port', String(show.ports.job)]
    const line = `cd ${shellWord(join(own, 'home/i2i-realtime'))} && exec ${words.map(shellWord).join(' ')}`
    const authorized = readFileSync(`${key}.pub`, 'utf8')
    const units = { 'i2i-worker@0.service': line }
    const machine = running.use(await openSshMachine({ folder: own, authorized, units }))
    mkdirSync(join(machine.home, 'i2i-realtime'))
    writeFileSync(join(machine.home, 'i2i-realtime/.env'), `WORKER_ID="${id}"\n`)
    machines.push({ folder: own, port: machine.port })
  }
  environment.I2I_WORKER_MACHINES = machines.map(({ port }) => `127.0.0.1:${port}`).join(',')
  const fleet = (...args: string[]) => runFleet(args, { folder, environment })
  const { code, said } = await fleet('start')
  assert.equal(code, 0, said)
  return { show, fleet, machines }
}
