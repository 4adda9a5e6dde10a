import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Capture } from '#frame/capture.ts'
import { SettingsStore } from '#settings/store.ts'
import { openImageSequence } from '#source/imageSequence.ts'
import type { Source } from '#source/source.ts'
import { Drops } from '#telemetry/drops.ts'
import { type ManualClock, manualClock } from '#test/manualClock.ts'
import { fixture, folderOf, jpegClaiming, jpegOf, keptLog } from '#test/pictures.ts'
import { sourceContract, surroundings, take } from './contract.ts'

sourceContract({
  name: 'an image sequence',
  indexStartsAgain: true,
  async open(t, options) {
    const directory = await folderOf(t, { '1.jpg': jpegOf(1), '2.jpg': jpegOf(2), '3.jpg': jpegOf(3) })
    return openImageSequence({ ...options, settings: new SettingsStore({ directory, fps: 50 }) })
  },
})

test('pictures come in natural order, 2 before 10, and start again at index 0', async (t) => {
  const files = { 'f10.jpg': jpegOf(10), 'f2.jpg': jpegOf(2), 'f1.PNG': await readFile(fixture('halfRed.png')) }
  const show = await play(t, { ...files, 'notes.txt': 'no picture', '._f3.jpg': 'of macOS' })
  const captures = await show.next(4)
  assert.deepEqual(indices(captures), [0, 1, 2, 0])
  assert.ok(sameBytes(captures[1], jpegOf(2)) && sameBytes(captures[2], jpegOf(10)))
})

test('pictures are stamped on even ticks, however late the loop is', async (t) => {
  const show = await play(t, { '1.jpg': jpegOf(1) }, { fps: 50 })
  const captures = await show.next(3)
  assert.deepEqual(intervals(captures), [20, 20])
  await show.clock.advance(35) // one tick is 15 ms late, the next one right in time
  assert.deepEqual(intervals([captures[2], ...(await show.next(3))]), [20, 20, 20])
})

test('a loop that falls far behind goes on from now, without a burst', async (t) => {
  const show = await play(t, { '1.jpg': jpegOf(1) }, { fps: 50 })
  const [first] = await show.next(1)
  await show.clock.advance(1000)
  assert.deepEqual(intervals([first, ...(await show.next(3))]), [1000, 20, 20])
})

test('the rate can be changed while a picture is waited for', async (t) => {
  const show = await play(t, { '1.jpg': jpegOf(1) }, { fps: 0.1 })
  const [first] = await show.next(1)
  const waiting = show.pull()
  await show.clock.advance(500)
  show.settings.set('fps', 1, { by: 'test' })
  await show.clock.advance(500)
  assert.deepEqual(intervals([first, await waiting]), [1000])
})

test('a paused sequence keeps showing the same picture with new times', async (t) => {
  const show = await play(t, numbered(5), { fps: 50 })
  await show.next(2)
  show.settings.set('paused', true, { by: 'test' })
  const paused = await show.next(3)
  assert.deepEqual(indices(paused), [1, 1, 1])
  assert.equal(new Set(paused.map((capture) => capture.capturedMono)).size, 3)
  show.settings.set('paused', false, { by: 'test' })
  assert.deepEqual(indices(await show.next(2)), [2, 3])
})

test('scrubbing jumps, also while paused, and at a slow rate it does not wait for the next tick', async (t) => {
  const show = await play(t, numbered(5), { fps: 0.1, paused: true })
  const [first] = await show.next(1)
  const waiting = show.pull()
  await show.clock.settle()
  show.settings.set('position', 1, { by: 'test' })
  await show.clock.advance(100)
  const jumped = await waiting
  assert.deepEqual(indices([first, jumped]), [0, 4])
  assert.ok(jumped.capturedMono - first.capturedMono <= 100)
})

test('another folder takes over without a gap, once its first picture has been read', async (t) => {
  const show = await play(t, numbered(5))
  const [last] = (await show.next(3)).slice(-1)
  show.settings.set('directory', await folderOf(t, { 'a.jpg': jpegOf(200), 'b.jpg': jpegOf(201) }), { by: 'test' })
  const captures = await show.until((capture) => sameBytes(capture, jpegOf(200)))
  assert.deepEqual(new Set(intervals([last, ...captures])), new Set([20]))
  assert.equal(captures.at(-1)?.index, 0)
  assert.equal(show.source.state.length, 2)
})

test('a folder that cannot be played leaves the old one playing, says why, and is taken when it can be', async (t) => {
  const show = await play(t, numbered(2))
  const missing = join(await folderOf(t, {}), 'tonight')
  show.settings.set('directory', missing, { by: 'test' })
  await show.until(() => !show.source.state.isHealthy)
  assert.match(show.source.state.problem ?? '', /tonight does not exist.*keeps playing/)
  assert.ok(show.log.lines.some((line) => line.includes('tonight does not exist')))
  await mkdir(missing)
  await writeFile(join(missing, 'x.jpg'), jpegOf(77))
  await show.until((capture) => sameBytes(capture, jpegOf(77)))
  assert.equal(show.source.state.isHealthy, true)
})

test('a folder that is missing, empty, unreadable or full of rubbish is an error at the start, with a remedy', async (t) => {
  const unreadable = await folderOf(t, numbered(1))
  await chmod(unreadable, 0o000)
  const isRoot = process.getuid?.() === 0
  const folders = [join(unreadable, 'missing'), await folderOf(t, {}), await folderOf(t, { 'a.jpg': 'rubbish' })]
  for (const directory of isRoot ? folders : [...folders, unreadable]) {
    const opening = openImageSequence({ ...surroundings(), settings: new SettingsStore({ directory }) })
    await assert.rejects(opening, { code: 'DIRECTORY_UNREADABLE', remedy: /--directory/ })
  }
  await chmod(unreadable, 0o700)
})

test('bad files are skipped, counted by cause, and named once', async (t) => {
  const good = jpegOf(1)
  const files = {
    '0.jpg': good,
    '1.jpg': new Uint8Array(),
    '2.jpg': good.subarray(0, good.length - 20),
    '3.jpg': await readFile(fixture('cmyk.jpg')),
    '4.jpg': jpegClaiming(65500, 65500),
    '5.jpg': 'this is a text',
    '6.png': (await readFile(fixture('halfRed.png'))).subarray(0, 60),
    '7.jpg': good,
  }
  const show = await play(t, files)
  assert.deepEqual(indices(await show.next(6)), [0, 7, 0, 7, 0, 7])
  const causes = show.drops.snapshot().source
  for (const cause of ['empty picture', 'truncated picture', 'CMYK or unknown colours', 'picture too large'])
    assert.ok(causes[cause] >= 2, cause)
  for (const file of ['1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg', '6.png'])
    assert.equal(show.log.lines.filter((line) => line.includes(file)).length, 1, file)
})

test('a JPEG with data of a phone behind its end is shown without them', async (t) => {
  const show = await play(t, { '1.jpg': Buffer.concat([jpegOf(1), Buffer.from('SEFT and more')]) })
  assert.deepEqual(Buffer.from((await show.next(1))[0].jpeg), Buffer.from(jpegOf(1)))
})

test('a folder that is removed while playing keeps playing from memory, says so, and recovers', async (t) => {
  const show = await play(t, numbered(3))
  await show.next(7)
  await rename(show.directory, `${show.directory}-away`)
  t.after(() => rm(`${show.directory}-away`, { recursive: true, force: true }))
  await show.until(() => !show.source.state.isHealthy)
  assert.match(show.source.state.problem ?? '', /does not exist.*keeps playing/)
  const seconds = await show.next(400)
  assert.deepEqual(new Set(indices(seconds.slice(-6))), new Set([0, 1, 2]))
  await rename(`${show.directory}-away`, show.directory)
  await show.until(() => show.source.state.isHealthy)
  assert.ok(show.log.lines.some((line) => line.includes('is back')))
})

test('a folder that is emptied before all was read holds the last picture', async (t) => {
  const show = await play(t, numbered(200))
  await show.next(3)
  for (const name of Object.keys(numbered(200))) await rm(join(show.directory, name))
  await show.until(() => !show.source.state.isHealthy, 400)
  assert.match(show.source.state.problem ?? '', /holds no JPEG or PNG files/)
  const captures = await show.next(10)
  assert.equal(captures.length, 10)
})

test('a new file shows up when the loop begins again, a changed one within seconds', async (t) => {
  const show = await play(t, numbered(2))
  await show.next(4)
  await writeFile(join(show.directory, '9.jpg'), jpegOf(99))
  await writeFile(join(show.directory, '0.jpg'), jpegOf(55, { widthPx: 48 }))
  await show.until((capture) => sameBytes(capture, jpegOf(99)), 400)
  await show.until((capture) => capture.widthPx === 48, 600)
})

test('without a schedule the next picture comes as soon as it is asked for', async (t) => {
  const directory = await folderOf(t, numbered(3))
  const settings = new SettingsStore({ directory, fps: 0.1 })
  await using source = await openImageSequence({ ...surroundings(), settings, schedule: 'asap' })
  assert.equal((await take(source, 500)).length, 500)
})

/** A folder being played by a clock that is turned by hand: 20 ms for every picture, unless said otherwise. */
async function play(t: TestContext, files: Parameters<typeof folderOf>[1], values = {}) {
  const directory = await folderOf(t, files)
  const settings = new SettingsStore({ directory, fps: 50, ...values })
  const [clock, log, drops] = [manualClock(), keptLog(), new Drops()]
  const source = await openImageSequence({ ...surroundings({ clock, log, drops }), settings })
  t.after(() => source[Symbol.asyncDispose]())
  return { source, settings, clock, log, drops, directory, ...pulling(source, clock) }
}

function pulling(source: Source, clock: ManualClock) {
  const captures = source[Symbol.asyncIterator]()
  const pull = async () => (await captures.next()).value as Capture
  /** Pulls one picture; files are read in real time, so the clock is turned only when nothing else moves. */
  const one = async () => {
    let capture: Capture | undefined
    const pulled = pull().then((value) => {
      capture = value
    })
    for (let i = 0; i < 2000 && !capture; i++) await (i % 10 === 9 ? clock.advance(1) : clock.settle())
    await pulled
    return capture as unknown as Capture
  }
  const until = async (found: (capture: Capture) => boolean, most = 300) => {
    const seen: Capture[] = []
    while (seen.length < most) if (seen.push(await one()) && found(seen[seen.length - 1])) return seen
    throw new Error(`not seen within ${most} pictures`)
  }
  const next = async (n: number) => {
    const seen: Capture[] = []
    while (seen.length < n) seen.push(await one())
    return seen
  }
  return { pull, until, next }
}

const numbered = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`${i}.jpg`, jpegOf(i)]))
const indices = (captures: readonly Capture[]) => captures.map((capture) => capture.index)
const sameBytes = (capture: Capture, jpeg: Uint8Array) => Buffer.compare(capture.jpeg, jpeg) === 0

function intervals(captures: readonly Capture[]): number[] {
  return captures.slice(1).map((capture, i) => capture.capturedMono - captures[i].capturedMono)
}
