import assert from 'node:assert/strict'
import { appendFileSync, globSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { carryOut } from '#cluster/service/carryOut.ts'
import { type InstallOptions, planInstall } from '#cluster/service/planInstall.ts'
import { planText } from '#cluster/service/planText.ts'
import { planUninstall } from '#cluster/service/planUninstall.ts'
import { readMachine } from '#cluster/service/readMachine.ts'
import type { Role } from '#cluster/service/role.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { aMachine, anInstallation, aPlace, aRunner } from './aMachine.ts'

const SERVER = 'etc/systemd/system/i2i-server.service'

test('a server gets a unit, its user, the rights of its operators, and is started', async (t) => {
  const root = temporaryFolder(t)
  const lines = await install({ role: 'server', root, operator: 'artist' })
  assert.deepEqual(filesBelow(root), [
    'etc/polkit-1/rules.d/60-i2i.rules',
    'etc/systemd/system/i2i-server.service',
    'etc/sysusers.d/i2i.conf',
  ])
  assert.deepEqual(lines, [
    'systemd-sysusers /etc/sysusers.d/i2i.conf',
    'usermod -aG i2i,i2i-service artist',
    'systemctl daemon-reload',
    'systemctl enable i2i-server.service',
    'systemctl restart --no-block i2i-server.service',
  ])
})

test('installing twice changes nothing more', async (t) => {
  const root = temporaryFolder(t)
  await install({ role: 'server', root })
  const before = readFileSync(join(root, SERVER), 'utf8')
  await install({ role: 'server', root })
  assert.equal(readFileSync(join(root, SERVER), 'utf8'), before)
  assert.equal(filesBelow(root).length, 3)
})

test('a unit that was changed by hand is not overwritten, unless that is asked for; then a copy stays', async (t) => {
  const root = temporaryFolder(t)
  await install({ role: 'server', root })
  appendFileSync(join(root, SERVER), 'Environment=MINE=1\n')
  await assert.rejects(install({ role: 'server', root, flags: ['--fps=10'] }), { code: 'FILE_EDITED' })
  assert.match(readFileSync(join(root, SERVER), 'utf8'), /MINE=1/)
  await assert.rejects(uninstall('server', root), { code: 'FILE_EDITED' })
  await install({ role: 'server', root, flags: ['--fps=10'], isReplacing: true })
  assert.match(readFileSync(join(root, SERVER), 'utf8'), /--fps=10/)
  assert.match(readFileSync(join(root, `${SERVER}.old`), 'utf8'), /MINE=1/)
})

test('uninstalling removes exactly what was written; what two services share goes with the last', async (t) => {
  const root = temporaryFolder(t, { 'etc/systemd/system/other.service': '[Unit]\n' })
  await install({ role: 'server', root })
  await install({ role: 'worker', root })
  const first = await uninstall('worker', root)
  assert.ok(filesBelow(root).includes('etc/sysusers.d/i2i.conf'))
  assert.deepEqual(first, ['systemctl daemon-reload'])
  const second = await uninstall('server', root)
  assert.deepEqual(filesBelow(root), ['etc/systemd/system/other.service'])
  assert.deepEqual(second, ['systemctl disable --now i2i-server.service', 'systemctl daemon-reload'])
})

test('all workers of a machine are stopped when they are uninstalled', async (t) => {
  const root = temporaryFolder(t)
  await install({ role: 'worker', root, gpus: [0, 1] })
  const wants = join(root, 'etc/systemd/system/multi-user.target.wants')
  mkdirSync(wants)
  for (const gpu of [0, 1]) symlinkSync('../i2i-worker@.service', join(wants, `i2i-worker@${gpu}.service`))
  const lines = await uninstall('worker', root)
  assert.equal(lines[0], 'systemctl disable --now i2i-worker@0.service i2i-worker@1.service')
})

test('workers on several cards have names of their own, and each sees its card', () => {
  const several = unitText({ role: 'worker', gpus: [0, 1] })
  assert.match(several, /^ExecStart=.* worker --worker-id=%H-gpu%i$/m)
  assert.match(several, /CUDA_VISIBLE_DEVICES=%i/)
  assert.doesNotMatch(unitText({ role: 'worker', gpus: [0] }), /worker-id/)
  assert.match(unitText({ role: 'worker', gpus: [0, 1], flags: ['--worker-id=ada'] }), /worker --worker-id=ada$/m)
  assert.doesNotMatch(unitText({ role: 'worker', flags: ['--device=1'] }), /CUDA_VISIBLE_DEVICES/)
})

test('a second card later is added to the first', () => {
  const plan = planInstall(anInstallation({ role: 'worker', gpus: [1], machine: aMachine({ workers: [0] }) }))
  assert.ok(plan.last.some(({ words }) => words.join(' ').endsWith('enable i2i-worker@0.service i2i-worker@1.service')))
})

test('waiting longer from restart to restart is asked only of a systemd that can', () => {
  assert.match(unitText({ role: 'server' }), /RestartMaxDelaySec=30/)
  const jammy = aMachine({ systemd: 249, polkit: '0.105' })
  assert.doesNotMatch(unitText({ role: 'server', machine: jammy }), /RestartSteps|RestartMaxDelaySec/)
  const files = Object.keys(planInstall(anInstallation({ role: 'server', machine: jammy })).write)
  assert.ok(files.includes('etc/polkit-1/localauthority/50-local.d/60-i2i.pkla'))
  assert.ok(!files.some((path) => path.endsWith('.rules')))
})

test('a display belongs to the session of one person', () => {
  const plan = planInstall(anInstallation({ role: 'display', user: 'artist' }))
  const text = unitText({ role: 'display', user: 'artist' })
  assert.deepEqual(Object.keys(plan.write), ['etc/systemd/user/i2i-display.service'])
  assert.match(text, /^ConditionUser=artist$/m)
  assert.match(text, /^WantedBy=graphical-session.target$/m)
})

test('what a server of the own user writes lies where it may write; otherwise in the folder', () => {
  assert.match(unitText({ role: 'server' }), /I2I_CUES=%S\/i2i-server\/cues.yaml/)
  const owned = unitText({ role: 'server', user: 'artist', place: { ...aPlace, folder: '/home/artist/i2i' } })
  assert.doesNotMatch(owned, /I2I_CUES/)
  assert.match(owned, /^ReadWritePaths=-\/home\/artist\/i2i$/m)
  assert.match(owned, /^ProtectHome=read-only$/m)
  assert.match(unitText({ role: 'server', writable: ['/mnt/films'] }), /^ReadWritePaths=-\/mnt\/films$/m)
})

test('a dry run shows every file, every command in order, and how to undo it', () => {
  const text = planText(planInstall(anInstallation({ role: 'server', operator: 'artist' })), '/')
  for (const part of [
    '# would write /etc/systemd/system/i2i-server.service',
    '[Service]',
    'usermod -aG i2i,i2i-service artist',
  ]) {
    assert.ok(text.includes(part), part)
  }
  assert.match(text, /systemctl daemon-reload\nsystemctl enable .*\nsystemctl restart/)
  assert.match(text, /# to undo: sudo npx i2i service uninstall server$/)
})

test('a command that fails is told with its own words', async () => {
  const { run } = aRunner({ code: 1, stderr: 'Access denied\n' })
  const plan = {
    write: {},
    remove: [],
    commands: [{ words: ['systemctl', 'daemon-reload'] }],
    last: [],
    notes: [],
    undo: '',
  }
  await assert.rejects(carryOut(plan, { root: '/nowhere', run, say: () => undefined }), {
    code: 'SERVICE_FAILED',
    message: 'systemctl daemon-reload failed: Access denied.',
  })
})

test('a machine without systemd is told so', () => {
  const { systemd: _, ...rest } = aMachine()
  const machine = { ...rest, systemd: undefined }
  assert.throws(() => planInstall(anInstallation({ role: 'server', machine })), { code: 'SERVICE_FAILED' })
})

test('a token in the options is told, because everybody can read a unit', () => {
  const { notes } = planInstall(anInstallation({ role: 'server', flags: ['--token=secret'] }))
  assert.ok(notes.some((note) => note.includes('.env')))
})

function unitText(changes: Partial<InstallOptions> & { readonly role: Role }): string {
  const { write } = planInstall(anInstallation(changes))
  return Object.entries(write).find(([path]) => path.endsWith('.service'))?.[1] ?? ''
}

async function install(changes: Partial<InstallOptions> & { readonly role: Role; readonly root: string }) {
  const { run, lines } = aRunner()
  const folder = join(changes.root, 'program')
  const plan = planInstall(anInstallation({ place: { ...aPlace, folder }, ...changes }))
  await carryOut(plan, { root: changes.root, run, say: () => undefined })
  return lines
}

/** @returns what was run */
async function uninstall(role: Role, root: string): Promise<string[]> {
  const { run, lines } = aRunner()
  const machine = await readMachine(root, aRunner().run)
  await carryOut(planUninstall({ role, machine, root, isReplacing: false }), { root, run, say: () => undefined })
  return lines
}

function filesBelow(root: string): string[] {
  return globSync('**/*', { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}
