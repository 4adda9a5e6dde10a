import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { undoEnvScript, writeEnvScript } from '#cluster/fleet/envScripts.ts'
import { wholeScript } from '#cluster/fleet/ssh.ts'
import { runProgram } from '#test/runProgram.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const machine = { folder: 'i2i', flags: [] }

test('a service with a user of its own can read what is written, and nobody else', async (t) => {
  const there = aMachine(t, { service: 'i2i-service', groups: 'i2i-service' })
  assert.equal((await there.write('ENGINE=preview\n')).code, 0)
  assert.equal(there.env(), 'ENGINE=preview\n')
  assert.equal(there.mode(), 0o640)
  assert.equal(there.given(), 'i2i-service .env.new\n')
})

test('where the service could not read it, all stays as it was', async (t) => {
  const there = aMachine(t, { service: 'i2i-service', groups: '' }, 'ENGINE=old\n')
  const { code, stderr } = await there.write('ENGINE=preview\n')
  assert.equal(code, 6)
  assert.match(stderr, /the service could not read it: sudo usermod -aG i2i-service \w+/)
  assert.equal(there.env(), 'ENGINE=old\n')
})

test('where the service runs as its owner, it is for that person only', async (t) => {
  const there = aMachine(t, { service: 'show', groups: '' })
  await there.write('ENGINE=preview\n')
  assert.equal(there.mode(), 0o600)
})

test('undoing the first .env takes it away, undoing that brings it back', async (t) => {
  const there = aMachine(t, { service: 'show', groups: '' })
  assert.equal((await there.undo()).code, 4, 'nothing to undo yet')
  await there.write('ENGINE=preview\n')
  await there.undo()
  assert.equal(there.env(), undefined)
  await there.undo()
  assert.equal(there.env(), 'ENGINE=preview\n')
  await there.undo()
  assert.equal(there.env(), undefined)
})

/** A folder of i2i on a machine whose service belongs to somebody, and whose operator is in these groups. */
function aMachine(t: TestContext, { service, groups }: { service: string; groups: string }, env?: string) {
  const folder = temporaryFolder(t, {
    'bin/systemctl': `#!/bin/sh\necho 'User=${service}'\n`,
    'bin/getent': '#!/bin/sh\nexit 0\n',
    'bin/chgrp': `#!/bin/sh\n[ "$1" = '${groups}' ] && echo "$@" >>../given\n`,
    'i2i/.keep': '',
    ...(env === undefined ? {} : { 'i2i/.env': env }),
  })
  for (const name of ['systemctl', 'getent', 'chgrp']) chmodSync(join(folder, 'bin', name), 0o755)
  const path = join(folder, 'i2i/.env')
  const run = (script: string) => {
    const input = `cd '${folder}'\nPATH="$PWD/bin:$PATH"\n${wholeScript(script)}`
    return runProgram('sh', ['-s'], { input })
  }
  return {
    write: (text: string) => run(writeEnvScript(machine, text)),
    undo: () => run(undoEnvScript(machine)),
    env: () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    mode: () => statSync(path).mode & 0o777,
    given: () => readFileSync(join(folder, 'given'), 'utf8'),
  }
}
