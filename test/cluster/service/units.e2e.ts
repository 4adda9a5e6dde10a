import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type InstallOptions, planInstall } from '#cluster/service/planInstall.ts'
import { readMachine } from '#cluster/service/readMachine.ts'
import type { Role } from '#cluster/service/role.ts'
import { runSystem } from '#cluster/service/runSystem.ts'
import { runProgram } from '#test/runProgram.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { anInstallation } from './aMachine.ts'

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))
const skip = skipWithout('systemd')
/** `systemd-analyze security` calls 5.0 and more "medium". Its threshold counts in tenths, and ours has some distance to that. */
const BETTER_THAN_MEDIUM = '30'
/** Since this version it can do so without a running systemd. */
const OFFLINE_SECURITY = 250
const { systemd = 0 } = await readMachine('/', runSystem)
const isTooOld = systemd < OFFLINE_SECURITY && `systemd ${systemd} cannot rate a file`

for (const role of ['server', 'worker'] as const) {
  test(`systemd finds nothing wrong with the unit of a ${role}`, { skip }, async (t) => {
    const { code, stderr } = await analyze(['verify', await unitFile(t, { role, flags: AWKWARD })])
    assert.equal(stderr, '')
    assert.equal(code, 0)
  })

  test(`systemd rates the exposure of a ${role} better than medium`, { skip: skip || isTooOld }, async (t) => {
    const path = await unitFile(t, { role })
    const { code, stdout } = await analyze(['security', '--offline=true', `--threshold=${BETTER_THAN_MEDIUM}`, path])
    t.diagnostic(/Overall exposure.*/.exec(stdout)?.[0] ?? 'no rating')
    assert.equal(code, 0, stdout)
  })
}

test('systemd finds nothing wrong with the unit of a display', { skip }, async (t) => {
  const path = await unitFile(t, { role: 'display', user: 'artist' })
  const { code, stderr } = await analyze(['verify', '--user', path], temporaryFolder(t))
  assert.equal(stderr, '')
  assert.equal(code, 0)
})

test('the check finds what is wrong', { skip }, async (t) => {
  const path = await unitFile(t, { role: 'server' }, (text) => text.replace('ExecStart=', 'ExecStart=/nowhere'))
  const { code, stderr } = await analyze(['verify', path])
  assert.notEqual(code, 0)
  assert.match(stderr, /nowhere/)
})

test('npx i2i service install --dry-run shows the whole and changes nothing', { skip }, async () => {
  const args = [
    'service',
    'install',
    'worker',
    '--gpu',
    '0,1',
    '--user',
    'root',
    '--dry-run',
    '--',
    '--engine',
    'preview',
  ]
  const { code, stdout } = await runProgram(process.execPath, [MAIN, ...args])
  assert.equal(code, 0)
  assert.match(stdout, /^ExecStart=\/.* worker --engine=preview --worker-id=%H-gpu%i$/m)
  assert.match(stdout, /^systemctl enable i2i-worker@0\.service i2i-worker@1\.service$/m)
})

test('a mistyped option of the service is told before it is installed', async () => {
  const args = ['service', 'install', 'worker', '--dry-run', '--', '--engin', 'preview']
  const { code, stderr } = await runProgram(process.execPath, [MAIN, ...args])
  assert.equal(code, 2)
  assert.match(stderr, /There is no option --engin\. Did you mean --engine\?/)
})

const AWKWARD = ['--prompt=100% "red" houses for $5; it\'s fine \\o/', '--fps=10']

function analyze(args: readonly string[], runtime = '') {
  const variables = runtime === '' ? [] : [`XDG_RUNTIME_DIR=${runtime}`]
  return runProgram('env', [...variables, 'LC_ALL=C', 'systemd-analyze', '--no-pager', '--man=no', ...args])
}

/** The unit as it would be installed on this machine, in a folder of its own. @returns its path */
async function unitFile(
  t: TestContext,
  changes: Partial<InstallOptions> & { readonly role: Role },
  change = (text: string) => text,
): Promise<string> {
  const machine = await readMachine('/', runSystem)
  const { write } = planInstall(anInstallation({ machine, ...changes }))
  const [path = '', text = ''] = Object.entries(write).find(([name]) => name.endsWith('.service')) ?? []
  const file = join(temporaryFolder(t), path.replace('@.', '@0.'))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, change(text))
  return file
}
