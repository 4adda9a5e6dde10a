import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openQuiet } from '#display/quiet.ts'
import { systemClock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const HOLDER = fileURLToPath(new URL('quietHolder.ts', import.meta.url))
const BANNERS = 'org.gnome.desktop.notifications show-banners'
const options = { skip: process.platform !== 'linux' && 'only Linux has these switches' }

// Stand-ins for the programs of a desktop: small shell scripts that keep their value in a file.
const GSETTINGS = `
[ "$1 $2 $3" = "get org.gnome.desktop.notifications show-banners" ] && exec cat "$DESK/banners"
[ "$1 $2 $3" = "set org.gnome.desktop.notifications show-banners" ] && echo "$4" > "$DESK/banners"`
const XSET = `
[ "$1" = q ] && exec cat "$DESK/xset"
echo "$@" >> "$DESK/xset.told"
if [ "$2" = off ]; then echo "timeout: 0 cycle: 0 DPMS is Disabled" > "$DESK/xset"
else echo "timeout: $2 cycle: $3 DPMS is Enabled" > "$DESK/xset"; fi`
const XFCONF = `
case "$*" in
  *--set*) for value; do :; done; echo "$value" > "$DESK/xfce" ;;
  *) cat "$DESK/xfce" 2>/dev/null || { echo "Property does not exist" >&2; exit 1; } ;;
esac`
const KDE_INHIBIT = 'echo "$@" > "$DESK/kde"; shift 3; "$@"; echo "$?" > "$DESK/kde.ended"'

test('banners of GNOME are off while the picture is shown and on again afterwards', options, async (t) => {
  const desk = aDesk(t, { desktop: 'ubuntu:GNOME', programs: { gsettings: GSETTINGS }, values: { banners: 'true' } })
  const quiet = await desk.quiet()
  await desk.becomes('banners', 'false')
  await quiet[Symbol.asyncDispose]()
  assert.equal(desk.value('banners'), 'true')
})

test('it may be closed twice, and at once', options, async (t) => {
  const desk = aDesk(t, { desktop: 'GNOME', programs: { gsettings: GSETTINGS }, values: { banners: 'true' } })
  const quiet = await desk.quiet()
  await Promise.all([quiet[Symbol.asyncDispose](), quiet[Symbol.asyncDispose]()])
  assert.equal(desk.value('banners'), 'true')
})

test('who had no banners before has none afterwards', options, async (t) => {
  const desk = aDesk(t, { desktop: 'GNOME', programs: { gsettings: GSETTINGS }, values: { banners: 'false' } })
  await (await desk.quiet())[Symbol.asyncDispose]()
  assert.equal(desk.value('banners'), 'false')
})

test('a setting that somebody has changed meanwhile stays as it is', options, async (t) => {
  const values = { xset: 'timeout: 600 cycle: 300\n DPMS is Enabled' }
  const desk = aDesk(t, { programs: { xset: XSET }, values, display: ':7' })
  const quiet = await desk.quiet()
  await desk.becomes('xset', /timeout: 0 .*Disabled/)
  desk.set('xset', 'timeout: 42 cycle: 42 DPMS is Enabled')
  await quiet[Symbol.asyncDispose]()
  assert.match(desk.value('xset'), /timeout: 42/)
})

test('the X server neither blanks nor switches the screen off; afterwards it does as before', options, async (t) => {
  const values = { xset: 'timeout:  600    cycle:  300\n  DPMS is Enabled' }
  const desk = aDesk(t, { programs: { xset: XSET }, values, display: ':7' })
  await (await desk.quiet())[Symbol.asyncDispose]()
  assert.equal(desk.value('xset.told'), 's off -dpms\ns 600 300 +dpms')
})

test('XFCE, never told before whether to disturb, disturbs again afterwards', options, async (t) => {
  const desk = aDesk(t, { desktop: 'XFCE', programs: { 'xfconf-query': XFCONF } })
  const quiet = await desk.quiet()
  await desk.becomes('xfce', 'true')
  await quiet[Symbol.asyncDispose]()
  assert.equal(desk.value('xfce'), 'false')
})

test('KDE is asked by a program that ends with us', options, async (t) => {
  const desk = aDesk(t, { desktop: 'KDE', programs: { 'kde-inhibit': KDE_INHIBIT } })
  const window = desk.window()
  await desk.becomes('kde', /--notifications/)
  window.kill('SIGKILL')
  // `tail` looks once a second whether we are still there
  await desk.becomes('kde.ended', '0')
})

test('of two windows, the one that is closed last puts things back', options, async (t) => {
  const desk = aDesk(t, { desktop: 'GNOME', programs: { gsettings: GSETTINGS }, values: { banners: 'true' } })
  const first = desk.window()
  await eventually(() => desk.holders() === 1)
  const second = desk.window()
  await eventually(() => desk.holders() === 2)
  await close(first)
  assert.equal(desk.value('banners'), 'false')
  await close(second)
  assert.equal(desk.value('banners'), 'true')
})

test('what a killed window has turned off is put back by the next one', options, async (t) => {
  const desk = aDesk(t, { desktop: 'GNOME', programs: { gsettings: GSETTINGS }, values: { banners: 'true' } })
  const killed = desk.window()
  await desk.becomes('banners', 'false')
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  assert.equal(desk.value('banners'), 'false')
  await (await desk.quiet())[Symbol.asyncDispose]()
  assert.equal(desk.value('banners'), 'true')
  assert.equal(statSync(desk.stateFile).mode & 0o777, 0o600)
})

test(
  'without the programs, without a desktop or with a broken state file the picture is shown all the same',
  options,
  async (t) => {
    const desk = aDesk(t, { desktop: 'GNOME', display: ':7' })
    await (await desk.quiet())[Symbol.asyncDispose]()
    await (await aDesk(t, {}).quiet())[Symbol.asyncDispose]()
    const broken = aDesk(t, { desktop: 'GNOME', programs: { gsettings: GSETTINGS }, values: { banners: 'true' } })
    await (await broken.quiet())[Symbol.asyncDispose]()
    writeFileSync(broken.stateFile, '{"what": [')
    await (await broken.quiet())[Symbol.asyncDispose]()
    assert.equal(broken.value('banners'), 'true')
    assert.deepEqual(desk.said, [])
  },
)

test('a program of the desktop that fails is told in a line', options, async (t) => {
  const failing = `[ "$1" = get ] && exec echo true; echo 'no dconf here' >&2; exit 1`
  const desk = aDesk(t, { desktop: 'GNOME', programs: { gsettings: failing } })
  await (await desk.quiet())[Symbol.asyncDispose]()
  assert.match(desk.said.join('\n'), /may come over the picture: .*no dconf here/s)
})

test('programs of the desktop do not see the keys of services', options, async (t) => {
  const telling = `env > "$DESK/env"; echo true`
  const desk = aDesk(t, { desktop: 'GNOME', programs: { gsettings: telling } })
  await (await desk.quiet({ OPENAI_API_KEY: 'sk-1', I2I_TOKEN: 'secret' }))[Symbol.asyncDispose]()
  assert.doesNotMatch(desk.value('env'), /sk-1|secret/)
})

type Desk = {
  readonly desktop?: string
  readonly display?: string
  readonly programs?: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, string>>
}

function aDesk(t: TestContext, { desktop, display, programs = {}, values = {} }: Desk) {
  const scripts = Object.entries(programs).map(([name, script]) => [`bin/${name}`, `#!/bin/sh\n${script}\n`])
  const folder = temporaryFolder(t, { ...values, ...Object.fromEntries(scripts), 'bin/README': '' })
  for (const name of Object.keys(programs)) chmodSync(join(folder, 'bin', name), 0o755)
  const environment = {
    PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
    DESK: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CURRENT_DESKTOP: desktop,
    DISPLAY: display,
  }
  // programs that this machine happens to have stay out of it
  if (Object.keys(programs).length === 0) environment.PATH = join(folder, 'bin')
  const said: string[] = []
  const log: Log = {
    info: (line) => said.push(line),
    warn: (line) => said.push(line),
    error: (line) => said.push(line),
  }
  const value = (name: string) => readFileSync(join(folder, name), 'utf8').trim()
  const stateFile = join(folder, 'state', 'i2i', 'quiet.json')
  return {
    said,
    stateFile,
    value,
    set: (name: string, text: string) => writeFileSync(join(folder, name), text),
    becomes: (name: string, wanted: string | RegExp) =>
      eventually(() => (typeof wanted === 'string' ? value(name) === wanted : wanted.test(value(name))), {
        what: name,
      }),
    quiet: (more = {}) =>
      openQuiet({ environment: { ...environment, ...more }, clock: systemClock, log, platform: 'linux' }),
    holders: () =>
      existsSync(stateFile) && (JSON.parse(readFileSync(stateFile, 'utf8')) as Held)[BANNERS]?.holders.length,
    window() {
      const child = spawn(process.execPath, [HOLDER], { env: environment, stdio: ['pipe', 'inherit', 'inherit'] })
      t.after(() => child.kill('SIGKILL'))
      return child
    },
  }
}

type Held = Record<string, { holders: string[] }>

async function close(window: { readonly stdin: { end(): void } } & NodeJS.EventEmitter): Promise<void> {
  const exited = once(window, 'exit')
  window.stdin.end()
  await exited
}
