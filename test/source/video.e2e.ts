import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Capture } from '#frame/capture.ts'
import type { Source } from '#source/source.ts'
import { openVideo } from '#source/video.ts'
import { folderOf, keptLog } from '#test/pictures.ts'
import { sourceContract, surroundings, take } from './contract.ts'

const PATTERN = 'lavfi:testsrc2=size=320x240:rate=30'
const skip = onPath('ffmpeg') ? undefined : 'ffmpeg is missing: sudo apt install ffmpeg'

sourceContract({
  name: 'a video',
  indexStartsAgain: false,
  skip,
  open: (_, options) => openVideo({ ...options, input: PATTERN }),
})

test('a video comes at the speed of real time', { skip }, async () => {
  await using source = await openVideo({ ...surroundings(), input: PATTERN })
  const captures = await take(source, 46)
  const ms = captures[45].capturedMono - captures[15].capturedMono
  assert.ok(ms > 800 && ms < 1300, `30 pictures took ${ms} ms`)
})

test('a file loops, and its index counts on', { skip }, async (t) => {
  const clip = join(await folderOf(t, {}), 'a clip.mp4')
  await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=30', '-t', '0.5', '-c:v', 'mpeg4', clip])
  await using source = await openVideo({ ...surroundings(), input: clip })
  const captures = await take(source, 40)
  assert.deepEqual(captures.at(-1)?.index, 39)
})

test('ffmpeg killed: the last picture stays, health says so, and a new one takes over', { skip }, async () => {
  const log = keptLog()
  await using source = await openVideo({ ...surroundings({ log }), input: PATTERN })
  const show = watch(source)
  await show.until((seen) => seen.length > 5)
  const killed = children('ffmpeg')
  assert.equal(killed.length, 1)
  process.kill(killed[0], 'SIGKILL')
  await show.until(() => !source.state.isHealthy)
  assert.match(source.state.problem ?? '', /ended by SIGKILL.*opening it again. The last picture stays/)
  const frozenAt = show.seen.at(-1)?.index
  await show.until((seen) => seen.filter((capture) => capture.index === frozenAt).length > 1)
  await show.until(() => source.state.isHealthy)
  assert.deepEqual(children('ffmpeg').length, 1)
  assert.notEqual(children('ffmpeg')[0], killed[0])
  assert.ok(log.lines.some((line) => line.includes('is back')))
  await source[Symbol.asyncDispose]()
  assert.deepEqual(children('ffmpeg'), [])
})

test('ffmpeg stopped: after two seconds of silence it is replaced', { skip }, async () => {
  await using source = await openVideo({ ...surroundings(), input: PATTERN })
  const show = watch(source)
  await show.until((seen) => seen.length > 5)
  const [stopped] = children('ffmpeg')
  process.kill(stopped, 'SIGSTOP')
  await show.until(() => !source.state.isHealthy)
  assert.match(source.state.problem ?? '', /no picture for 2 s/)
  await show.until(() => source.state.isHealthy)
  assert.ok(!children('ffmpeg').includes(stopped))
})

test('an input that ffmpeg cannot open is reported in its own words, and tried again', { skip }, async () => {
  await using source = await openVideo({ ...surroundings(), input: 'lavfi:nosuchfilter' })
  watch(source)
  for (let i = 0; i < 100 && !/nosuchfilter.*again/s.test(source.state.problem ?? ''); i++) await delay(50)
  assert.match(source.state.problem ?? '', /ffmpeg ended with exit code \d+: .*No such filter: 'nosuchfilter'/)
})

test('a film may show one picture for longer than a camera may be silent', { skip }, async (t) => {
  const clip = join(await folderOf(t, {}), 'slides.mp4')
  await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=0.25', '-t', '12', '-c:v', 'mpeg4', clip])
  const log = keptLog()
  await using source = await openVideo({ ...surroundings({ log }), input: clip })
  const captures = await take(source, 3)
  assert.ok(captures[2].capturedMono - captures[0].capturedMono > 3000)
  assert.equal(source.state.isHealthy, true)
  assert.deepEqual(log.lines, [])
})

test('ffmpeg that is not installed is an error that says how to install it', async () => {
  const opening = openVideo({ ...surroundings(), input: PATTERN, command: '/nowhere/ffmpeg' })
  await assert.rejects(opening, { code: 'FFMPEG_MISSING', remedy: /sudo apt install ffmpeg/ })
})

test('a screen whose X server dies is shown again when the server is back', {
  skip: skip ?? (onPath('Xvfb') ? undefined : 'Xvfb is missing: sudo apt install xvfb'),
}, async (t) => {
  const display = freeDisplay()
  const first = await xServer(t, display)
  await using source = await openVideo({ ...surroundings(), input: `x11grab::${display}` })
  const show = watch(source)
  await show.until((seen) => seen.length > 5)
  first.kill('SIGKILL')
  await show.until(() => !source.state.isHealthy)
  const before = show.seen.length
  await xServer(t, display)
  await show.until(() => source.state.isHealthy)
  assert.ok(show.seen.length > before)
})

/** Reads a source in the background and lets a test wait for what it sees. */
function watch(source: Source) {
  const seen: Capture[] = []
  void (async () => {
    for await (const capture of source) seen.push(capture)
  })()
  const until = async (isSo: (seen: readonly Capture[]) => boolean) => {
    for (let i = 0; i < 500; i++) {
      if (isSo(seen)) return
      await delay(20)
    }
    throw new Error(`not seen within 10 s: ${isSo}`)
  }
  return { seen, until }
}

/** Process ids of our children with this name; what has ended and was not waited for counts too. */
function children(name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
      return stat.includes(`(${name})`) && Number(stat.split(') ')[1]?.split(' ')[1]) === process.pid
    })
    .map(Number)
}

async function xServer(t: TestContext, display: number): Promise<ChildProcess> {
  const server = spawn('Xvfb', [`:${display}`, '-screen', '0', '320x240x24'], { stdio: 'ignore' })
  t.after(() => server.kill('SIGKILL'))
  for (let i = 0; i < 100 && !existsSync(`/tmp/.X11-unix/X${display}`); i++) await delay(50)
  return server
}

function freeDisplay(): number {
  for (let display = 150; ; display++) if (!existsSync(`/tmp/.X${display}-lock`)) return display
}

function ffmpeg(args: readonly string[]) {
  return promisify(execFile)('ffmpeg', ['-nostdin', '-loglevel', 'error', ...args])
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)))
}
