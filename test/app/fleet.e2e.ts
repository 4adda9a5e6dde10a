import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from '#test/freePorts.ts'
import { runFleet } from '#test/runFleet.ts'
import { makeKey, openSshMachine, type SshMachine, sshConfig } from '#test/sshMachine.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const skip = skipWithout('sshd')

test('a command runs on all machines, in quotes that nothing breaks out of', { skip }, async (t) => {
  const { fleet } = await openFleet(t, 2)
  const nasty = `a'b"c $(touch broken) \`touch broken\`; echo "\nnew" \\`
  const { code, said } = await fleet('run', '--', 'printf', '<%s>\n', nasty, '-n')
  assert.equal(code, 0, said)
  const lines = said.split('\n').filter((line) => line.includes(`a'b"c $(touch broken)`))
  assert.equal(lines.length, 2, said)
  assert.match(said, /new" \\>/)
})

test('who does not answer, refuses, has another key or is unknown is named with the reason, and the others go on', {
  skip,
}, async (t) => {
  const { folder, fleet, machines, running, authorized } = await openFleet(t, 3)
  const [good, changed, hung] = machines as [SshMachine, SshMachine, SshMachine]
  assert.equal((await fleet('run', 'true')).code, 0)
  await changed[Symbol.asyncDispose]()
  running.use(await openSshMachine({ folder: join(folder, 'other'), authorized, port: changed.port }))
  const locked = running.use(await openSshMachine({ folder: join(folder, 'locked'), authorized: '' }))
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.after(() => silent.close())
  hung.kill('SIGSTOP')
  const silentPort = (silent.address() as { port: number }).port
  const closed = await freePort()
  const ports = [good.port, changed.port, hung.port, locked.port, silentPort, closed]
  const names = [...ports.map((port) => `127.0.0.1:${port}`), 'no-such-machine.invalid']
  const began = performance.now()
  const { code, said } = await fleet('run', '--time-limit', '3', '--worker-machines', names.join(','), 'echo hello')
  const tookMs = performance.now() - began
  assert.equal(code, 1, said)
  assert.match(said, new RegExp(`127.0.0.1:${good.port} +\\| hello`))
  assert.match(said, /6 of 7 machines failed/)
  assert.match(said, new RegExp(`${changed.port}: host key changed`))
  assert.match(said, new RegExp(`${hung.port}: time-out`))
  assert.match(said, new RegExp(`${locked.port}: wrong key`))
  assert.match(said, new RegExp(`${silentPort}: time-out`))
  assert.match(said, new RegExp(`${closed}: refused`))
  assert.match(said, /invalid: no machine of that name/)
  assert.ok(tookMs < 8000, `took ${tookMs} ms`)
})

test('workers are started, looked at and stopped on all machines', { skip }, async (t) => {
  const { fleet, machines } = await openFleet(t, 2, { 'i2i-worker@0.service': '', 'i2i-worker@1.service': '' })
  const started = await fleet('start')
  assert.equal(started.code, 0, started.said)
  const { code, said } = await fleet('status')
  assert.equal(code, 0, said)
  assert.equal(said.match(/i2i-worker@[01]\.service +active +unknown/g)?.length, 4, said)
  assert.match(said, /The server was not asked: No server answers/)
  await fleet('stop')
  assert.ok(
    machines.every((machine) => machine.systemctlCalls().includes('stop i2i-worker@0.service i2i-worker@1.service')),
  )
})

test('a machine without a service says how it is installed', { skip }, async (t) => {
  const { fleet } = await openFleet(t, 1)
  const { code, said } = await fleet('start')
  assert.equal(code, 1)
  assert.match(said, /no such unit; on .* run: cd i2i-realtime && sudo npx i2i service install worker --gpu all/)
})

test('everything is switched off, the services first and the server last', { skip }, async (t) => {
  const { fleet, machines, folder } = await openFleet(t, 2, { 'i2i-worker@0.service': '' })
  const off = join(folder, 'off')
  const power = ['--power-off', `echo "$HOME" >>'${off}'`]
  const unasked = await fleet('shutdown', ...power)
  assert.equal(unasked.code, 2, unasked.said)
  assert.match(unasked.said, /Nobody can be asked here/)
  const dry = await fleet('shutdown', '--dry-run', ...power)
  assert.match(dry.said, /ssh -T .*StrictHostKeyChecking=accept-new/)
  assert.deepEqual(
    machines.map((machine) => machine.systemctlCalls()),
    [[], []],
  )
  const { code, said } = await fleet('shutdown', '--yes', ...power)
  assert.equal(code, 0, said)
  const order = readFileSync(off, 'utf8').trim().split('\n')
  assert.deepEqual(order.slice(0, 2).toSorted(), machines.map(({ home }) => home).toSorted())
  assert.deepEqual(order.slice(2), [process.env.HOME])
  for (const machine of machines) assert.ok(machine.systemctlCalls().includes('stop i2i-worker@0.service'))
})

test('shutdown.sh works from any folder, and keeps a log', { skip }, async (t) => {
  const { machines, folder, environment } = await openFleet(t, 1, { 'i2i-worker@0.service': '' })
  const script = fileURLToPath(new URL('../../shutdown.sh', import.meta.url))
  const env = { ...process.env, ...environment, XDG_STATE_HOME: join(folder, 'state') }
  const args = ['--keep-server', '--power-off', 'systemctl poweroff']
  execFileSync(script, args, { cwd: '/', env, timeout: 30_000, stdio: 'pipe' })
  assert.ok(machines[0]?.systemctlCalls().includes('poweroff'))
  const log = readFileSync(join(folder, 'state/i2i/fleet.log'), 'utf8')
  assert.match(log, /i2i: shutdown: begins[\s\S]*switched off[\s\S]*i2i: shutdown: done/)
})

test('the .env goes to all machines, each keeps its name and its own lines, and it can be undone', {
  skip,
}, async (t) => {
  const { fleet, machines, folder } = await openFleet(t, 2)
  const [first, second] = machines.map(({ home }) => join(home, 'i2i-realtime/.env')) as [string, string]
  const before = 'WORKER_ID=left one\nENGINE=preview\nTHREADS=2 # local\n'
  writeFileSync(first, before, { mode: 0o644 })
  const ours = `PRIMARY_HOSTNAME=show\nTOKEN=it's $(secret)\nWORKER_ID=server\nTHREADS=8\n`
  writeFileSync(join(folder, '.env'), ours)
  const dry = await fleet('env', '--dry-run')
  assert.match(dry.said, /\+ TOKEN=… \(not shown\)/)
  assert.doesNotMatch(dry.said, /\$\(secret/)
  assert.equal(readFileSync(first, 'utf8'), before)
  const { code, said } = await fleet('env', '--yes')
  assert.equal(code, 0, said)
  const expected = `PRIMARY_HOSTNAME=show\nTOKEN=it's $(secret)\nWORKER_ID=left one\nTHREADS=2 # local\n`
  assert.equal(readFileSync(first, 'utf8'), expected)
  assert.equal(readFileSync(second, 'utf8'), `PRIMARY_HOSTNAME=show\nTOKEN=it's $(secret)\nTHREADS=8\n`)
  assert.equal(statSync(first).mode & 0o777, 0o600)
  assert.match((await fleet('env', '--yes')).said, /nothing changes/)
  const undone = await fleet('env', '--undo', '--yes')
  assert.equal(undone.code, 0, undone.said)
  assert.equal(readFileSync(first, 'utf8'), before)
  assert.equal(existsSync(second), false, 'the second had none')
})

test('a key is made and taken to the machines that lack it', { skip }, async (t) => {
  const { fleet, folder, machines, environment } = await openFleet(t, 2)
  const made = join(folder, 'new key')
  // whoever is there lets us in with a password in life, and here with a key that an agent holds
  environment.SSH_AUTH_SOCK = agentWith(t, join(folder, 'key'))
  environment.I2I_SSH_CONFIG = sshConfig(folder)
  environment.HOME = folder
  const dry = await fleet('copy-keys', '--dry-run', '--key', made)
  assert.match(dry.said, /ssh-keygen -q -t ed25519/)
  assert.ok(!existsSync(made))
  const first = await fleet('copy-keys', '--key', made)
  assert.equal(first.code, 0, first.said)
  assert.equal(first.said.match(/has it now/g)?.length, 2, first.said)
  for (const { home } of machines) {
    assert.ok(
      readFileSync(join(home, '.ssh/authorized_keys'), 'utf8').includes(readFileSync(`${made}.pub`, 'utf8').trim()),
    )
  }
  const second = await fleet('copy-keys', '--key', made)
  assert.equal(second.said.match(/has it already/g)?.length, 2, second.said)
})

/** Machines that let us in, and the program in a folder of its own. */
async function openFleet(t: TestContext, count: number, units: Readonly<Record<string, string>> = {}) {
  const running = new AsyncDisposableStack()
  // before the folder goes, in which the machines keep what they run
  t.after(() => running.disposeAsync())
  const machines: SshMachine[] = []
  const folder = temporaryFolder(t)
  const key = makeKey(folder, 'key')
  const authorized = readFileSync(`${key}.pub`, 'utf8')
  const config = sshConfig(folder, key)
  for (let i = 0; i < count; i++) {
    const machine = running.use(await openSshMachine({ folder: join(folder, `machine-${i}`), authorized, units }))
    mkdirSync(join(machine.home, 'i2i-realtime'))
    machines.push(machine)
  }
  const names = machines.map(({ port }) => `127.0.0.1:${port}`).join(',')
  const environment: Record<string, string> = {
    I2I_WORKER_MACHINES: names,
    I2I_SSH_CONFIG: config,
    I2I_SETTINGS_PORT: String(await freePort()),
  }
  const fleet = (...args: string[]) => runFleet(args, { folder, environment })
  return { folder, machines, running, fleet, authorized, environment }
}

/** An agent that holds a key. @returns the path of its socket */
function agentWith(t: TestContext, key: string): string {
  const socket = `${key}.agent`
  const said = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' })
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1])
  t.after(() => process.kill(pid))
  execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } })
  return socket
}
