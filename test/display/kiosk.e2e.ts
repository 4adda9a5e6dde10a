import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { after, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Browser, findBrowser } from '#display/findBrowser.ts'
import { openKiosk } from '#display/kiosk.ts'
import { systemClock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { familyOf, isRunning } from '#test/processTable.ts'
import { skipWithout, systemProgram } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const HOLDER = fileURLToPath(new URL('kioskHolder.ts', import.meta.url))
const SCREEN = { widthPx: 640, heightPx: 360 }
const PAGE = `<!doctype html><title>page</title><body style="margin:0;background:#123"><script>
setInterval(() => fetch('/size?' + innerWidth + 'x' + innerHeight), 100)
</script>`
const options = { skip: skipWithout('chromium', 'xvfb') }

let xvfb: ChildProcess | undefined
after(() => xvfb?.kill('SIGKILL'))

test(
  'a browser shows the page on the whole screen, ends with the signal and leaves nothing behind',
  options,
  async (t) => {
    const { page, environment, folder, show } = await aScreen(t)
    const kiosk = show()
    await eventually(() => page.asked.some(isWhole), { withinMs: 25_000, what: 'full screen' })
    assert.ok(page.asked.includes('/display'))
    assert.equal(readdirSync(folder).filter((name) => name.startsWith('i2i-kiosk-')).length, 1)
    const family = familyOf(process.pid).filter((pid) => pid !== process.pid && pid !== xvfb?.pid)
    assert.ok(family.length > 0)
    kiosk.end()
    await kiosk.ended
    assert.deepEqual(readdirSync(environment.TMPDIR), [])
    await eventually(() => !family.some(isRunning), { what: 'the end of all processes of the browser' })
  },
)

test('a browser that dies is told, and the caller can start it again', options, async (t) => {
  const { page, folder, said, show } = await aScreen(t)
  const kiosk = show()
  await eventually(() => page.asked.includes('/display'), { withinMs: 25_000 })
  const [browser] = familyOf(process.pid).filter((pid) => pid !== process.pid && pid !== xvfb?.pid)
  process.kill(browser as number, 'SIGKILL')
  await kiosk.ended
  assert.match(said.join('\n'), /has ended \(by SIGKILL\)/)
  assert.deepEqual(readdirSync(folder), [])
})

test('a browser does not outlive us, even when we are killed; the next one tidies up', options, async (t) => {
  const { page, environment, folder, show } = await aScreen(t)
  const holder = spawn(process.execPath, [HOLDER, page.url], { env: environment, stdio: 'ignore' })
  await eventually(() => page.asked.includes('/display'), { withinMs: 25_000 })
  const family = familyOf(holder.pid as number)
  holder.kill('SIGKILL')
  await eventually(() => !family.some(isRunning), { withinMs: 8000, what: 'the end of the browser' })
  assert.equal(readdirSync(folder).length, 1)
  const kiosk = show()
  await eventually(() => readdirSync(folder).every((name) => name.includes(`-${process.pid}-`)), {
    what: 'a tidy folder',
  })
  kiosk.end()
  await kiosk.ended
  assert.deepEqual(readdirSync(folder), [])
})

/** Without a window manager Chromium leaves out a line of pixels at two sides. */
function isWhole(asked: string): boolean {
  const [widthPx = 0, heightPx = 0] = asked.replace('/size?', '').split('x').map(Number)
  return widthPx >= SCREEN.widthPx - 1 && heightPx >= SCREEN.heightPx - 1
}

async function aScreen(t: TestContext) {
  const folder = temporaryFolder(t)
  const page = await aPage(t)
  const environment = { ...process.env, DISPLAY: await display(), WAYLAND_DISPLAY: undefined, TMPDIR: folder }
  const said: string[] = []
  const log: Log = {
    info: (line) => said.push(line),
    warn: (line) => said.push(line),
    error: (line) => said.push(line),
  }
  const show = () => {
    const stopping = new AbortController()
    t.after(() => stopping.abort())
    const browser = findBrowser(environment) as Browser
    const ended = openKiosk({ browser, url: page.url, environment, signal: stopping.signal, clock: systemClock, log })
    return { ended, end: () => stopping.abort() }
  }
  return { page, environment, folder, said, show }
}

/** A page that tells how large it is, and what was asked of its server. */
async function aPage(t: TestContext) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'text/html').end(PAGE)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close(() => undefined).closeAllConnections())
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/display` }
}

/** Starts one X server for all tests of this file. */
async function display(): Promise<string> {
  if (!xvfb) {
    const size = `${SCREEN.widthPx}x${SCREEN.heightPx}x24`
    const args = ['-displayfd', '3', '-noreset', '-nolisten', 'tcp', '-screen', '0', size]
    xvfb = spawn(systemProgram('xvfb') as string, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    const [number] = await once(xvfb.stdio[3] as Readable, 'data')
    name = `:${String(number).trim()}`
  }
  return name
}

let name = ''
