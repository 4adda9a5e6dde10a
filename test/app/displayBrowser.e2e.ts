import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '#test/eventually.ts'
import { freePort } from '#test/freePorts.ts'
import { startProgram } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const options = { skip: process.platform !== 'linux' && 'only Linux has this switch' }
// Stand-ins: a browser that dies at once, and the X server's switch of blanking. Both write down that they were called.
const CHROMIUM = '#!/bin/sh\necho chromium >> "$DESK/called"\nexit 1\n'
const XSET = `#!/bin/sh
[ "$1" = q ] && exec cat "$DESK/xset"
echo "xset $@" >> "$DESK/called"
if [ "$2" = off ]; then echo "timeout: 0 cycle: 0 DPMS is Disabled" > "$DESK/xset"
else echo "timeout: $2 cycle: $3 DPMS is Enabled" > "$DESK/xset"; fi
`
const BLANKS = 'timeout: 600 cycle: 300 DPMS is Enabled'

test(
  'without SDL2 a browser shows the page once the server is there, and each browser has its quiet',
  options,
  async (t) => {
    const folder = temporaryFolder(t, { 'bin/chromium': CHROMIUM, 'bin/xset': XSET, xset: BLANKS })
    for (const name of ['chromium', 'xset']) chmodSync(join(folder, 'bin', name), 0o755)
    const environment = { PATH: `${folder}/bin:/usr/bin:/bin`, DISPLAY: ':4711', DESK: folder, XDG_STATE_HOME: folder }
    const port = await freePort()
    const flags = ['--sdl-library', '/nowhere/libSDL2.so', '--settings-port', String(port)]
    await using display = startProgram(['src/cli/main.ts', 'display', ...flags], environment)
    await eventually(() => /does not answer yet; it is waited for/.test(display.said()))
    const called = join(folder, 'called')
    assert.equal(existsSync(called), false, display.said())

    const server = createServer((_, response) => response.end()).listen(port, '127.0.0.1')
    t.after(() => server.close().closeAllConnections())
    const calls = () => (existsSync(called) ? readFileSync(called, 'utf8').trim().split('\n') : [])
    const count = (call: string) => calls().filter((made) => made === call).length
    await eventually(() => count('chromium') >= 2, { withinMs: 15_000, what: 'a second browser' })
    await eventually(() => count('xset s off -dpms') >= 2, { what: 'quiet for each' })
    await display.stop()
    assert.equal(calls().at(-1), 'xset s 600 300 +dpms')
  },
)
