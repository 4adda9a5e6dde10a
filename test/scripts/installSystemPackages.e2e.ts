import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { onPath } from '../../scripts/setup/systemPackages.mjs'

const installer = new URL('../../scripts/setup/installSystemPackages.mjs', import.meta.url).href
const brings = 'case "$*" in *ffmpeg*) printf "#!/bin/sh\\n" > "$I2I_BIN/ffmpeg"; chmod +x "$I2I_BIN/ffmpeg";; esac'

test('missing packages are installed in one go', (t) => {
  const { calls, said } = installed(t, `${brings}; exit 0`)
  assert.equal(calls.length, 1)
  assert.match(calls[0] ?? '', /^-y .* install ffmpeg chromium xvfb/)
  assert.doesNotMatch(said, /ffmpeg are skipped/)
})

test('on a fresh system the package lists are fetched first, once', (t) => {
  const { calls } = installed(t, `case "$*" in *update) touch "$I2I_BIN/lists";; esac; [ -f "$I2I_BIN/lists" ]`)
  assert.deepEqual(calls.map(verbOf), ['install', 'update', 'install'])
})

test('a package that the system does not know keeps no other away', (t) => {
  const { said } = installed(t, `case "$*" in *chromium*) exit 100;; esac; ${brings}`)
  assert.match(said, /Tests that need Chromium are skipped\. To run them too: .*apt-get install .* chromium\n/)
  assert.doesNotMatch(said, /ffmpeg are skipped/)
})

test('without apt-get the tests are skipped with the command that a person would need', (t) => {
  const { said } = installed(t, undefined)
  assert.match(said, /Tests that need ffmpeg are skipped\. To run them too: .*apt-get install .* ffmpeg\n/)
})

/** Runs the installer where only a stand-in for apt-get can be found. @param aptGet its body; it is told its arguments */
function installed(t: TestContext, aptGet: string | undefined): { calls: string[]; said: string } {
  const files = aptGet === undefined ? {} : { 'apt-get': `#!/bin/sh\necho "$*" >> "$I2I_BIN/calls"\n${aptGet}\n` }
  const sudo = '#!/bin/sh\nshift\nexec "$@"\n'
  const bin = temporaryFolder(t, { ...files, sudo })
  for (const name of [...Object.keys(files), 'sudo']) chmodSync(join(bin, name), 0o755)
  for (const name of ['sh', 'env', 'true', 'touch', 'chmod']) symlinkSync(onPath(name) ?? '', join(bin, name))
  const code = `import(${JSON.stringify(installer)}).then((m) => m.installSystemPackages())`
  const { stderr } = spawnSync(process.execPath, ['-e', code], { env: { PATH: bin, I2I_BIN: bin }, encoding: 'utf8' })
  const log = join(bin, 'calls')
  return { calls: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [], said: stderr }
}

function verbOf(call: string): string | undefined {
  return /\b(install|update)\b(?!-)/.exec(call.replace('--no-install-recommends', ''))?.[1]
}
