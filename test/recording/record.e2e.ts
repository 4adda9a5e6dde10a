import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { XPublisher } from 'zeromq'
import type { RecordingMessage } from '#app/recordingWatcher.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts } from '#test/freePorts.ts'
import { jpegOf } from '#test/pictures.ts'
import { familyOf } from '#test/processTable.ts'
import { type Environment, startProgram } from '#test/running.ts'
import { smallDisk, withoutDisks } from '#test/smallDisk.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { encodePictureMessage } from '#wire/pictureMessage.ts'

const skip = skipWithout('ffmpeg')
const START = 1_700_000_000_000

test('every picture is in the file, at its own time to the millisecond', { skip }, async (t) => {
  const show = await openRecorded(t, ['--segment-minutes', '0'])
  const steps = [33, 33, 34, 20, 100, 500, 1, 33, 2000, 33]
  for (const step of steps) await show.publish(step)
  await show.stopAfter(steps.length + 1)
  assert.deepEqual(timesOf(join(show.folder, 'show.mp4')), sums(steps))
})

test('files follow one another without a lost picture, each with the times of its own', { skip }, async (t) => {
  const show = await openRecorded(t, ['--segment-minutes', '0.02'])
  for (let i = 0; i < 100; i++) await show.publish(40)
  await show.stopAfter(101)
  const files = ['show-001.mp4', 'show-002.mp4', 'show-003.mp4', 'show-004.mp4']
  assert.deepEqual(
    readdirSync(show.folder).filter((name) => name.endsWith('.mp4')),
    files,
  )
  const counts = files.map((name) => timesOf(join(show.folder, name)))
  assert.deepEqual(
    counts.map((times) => times.length),
    [30, 30, 30, 11],
  )
  assert.ok(counts.every((times) => times[0] === 0 && times[1] === 40))
})

test('when the size of the pictures changes, a new file is begun; odd sizes are made even', { skip }, async (t) => {
  const show = await openRecorded(t)
  await show.publish(40)
  for (let i = 0; i < 3; i++) await show.publish(40, jpegOf(100, { widthPx: 51, heightPx: 35 }))
  await show.stopAfter(5)
  assert.deepEqual(sizeOf(join(show.folder, 'show-001.mp4')), '32x16')
  assert.deepEqual(sizeOf(join(show.folder, 'show-002.mp4')), '50x34')
})

test('a recording that is killed, and its ffmpeg with it, plays up to about the last second', { skip }, async (t) => {
  const show = await openRecorded(t)
  for (let i = 0; i < 100; i++) {
    await show.publish(40)
    await delay(40)
  }
  for (const pid of familyOf(show.program.pid).reverse()) process.kill(pid, 'SIGKILL')
  const times = timesOf(join(show.folder, 'show-001.mp4'))
  assert.ok((times.at(-1) ?? 0) > 4000 - 1200, `plays up to ${times.at(-1)} of 4000 ms`)
})

test('when ffmpeg dies the recording goes on in a new file', { skip }, async (t) => {
  const show = await openRecorded(t)
  const ffmpeg = await eventually(() => familyOf(show.program.pid).find((pid) => pid !== show.program.pid))
  process.kill(ffmpeg, 'SIGKILL')
  await eventually(async () => {
    await show.publish(40)
    return readdirSync(show.folder).includes('show-002.mp4')
  })
  assert.match(show.program.said(), /goes on in a new file/)
})

test('an ffmpeg that hangs is ended, and the recording goes on in a new file', { skip }, async (t) => {
  const show = await openRecorded(t)
  const large = jpegOf(1, { widthPx: 2000, heightPx: 2000 })
  await show.publish(40, large)
  await eventually(() => readdirSync(show.folder).includes('show-002.mp4'))
  process.kill(Math.max(...familyOf(show.program.pid)), 'SIGSTOP')
  await eventually(
    async () => {
      await show.publish(40, large)
      await delay(40)
      return readdirSync(show.folder).includes('show-003.mp4')
    },
    { withinMs: 20_000, what: 'a new file' },
  )
  assert.match(show.program.said(), /goes on in a new file/)
})

test('a file whose end cannot be written does not end the recording', { skip }, async (t) => {
  const programs = temporaryFolder(t)
  const script = '#!/bin/sh\ncase "$*" in *show-001*) "$REAL" "$@"; exit 1;; *) exec "$REAL" "$@";; esac\n'
  writeFileSync(join(programs, 'ffmpeg'), script, { mode: 0o755 })
  const real = execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim()
  const environment = { PATH: `${programs}:${process.env.PATH}`, REAL: real }
  const show = await openRecorded(t, ['--segment-minutes', '0.02'], undefined, environment)
  for (let i = 0; i < 100; i++) await show.publish(40)
  await show.stopAfter(101)
  assert.match(show.program.said(), /show-001.mp4 may be missing/)
  assert.equal(timesOf(join(show.folder, 'show-004.mp4')).length, 11)
})

test('after a pause the pictures are as small as before it', { skip }, async (t) => {
  const show = await openRecorded(t, ['--segment-minutes', '0'])
  const steps = [40, 60_000, ...Array.from({ length: 50 }, () => 40)]
  for (const step of steps) await show.publish(step, jpegOf(0))
  await show.stopAfter(53)
  const entries = ['-show_entries', 'packet=flags', '-of', 'csv=p=0', join(show.folder, 'show.mp4')]
  const flags = execFileSync('ffprobe', ['-v', 'error', ...entries], { encoding: 'utf8' })
    .trim()
    .split('\n')
  assert.ok(flags.filter((flag) => flag.startsWith('K')).length <= 5, flags.join(' '))
})

test('an input that cannot be had is told, and the result is recorded all the same', { skip }, async (t) => {
  const show = await openRecorded(t, ['--input'])
  await eventually(() => /What goes in cannot be had/.test(show.program.said()))
  await show.publish(40)
  await show.stopAfter(2)
})

test('untouched JPEGs are written besides, with their times', { skip }, async (t) => {
  const folder = join(temporaryFolder(t), 'jpegs')
  const show = await openRecorded(t, ['--jpegs', folder])
  await show.publish(33)
  await show.publish(33)
  await show.stopAfter(3)
  assert.deepEqual(new Uint8Array(readFileSync(join(folder, '000002.jpg'))), jpegOf(1))
  const times = readFileSync(join(folder, 'times.csv'), 'utf8').trim().split('\n')
  assert.deepEqual(times, [
    'file,timestamp_ms,index',
    `000001.jpg,${START},0`,
    `000002.jpg,${START + 33},1`,
    `000003.jpg,${START + 66},2`,
  ])
})

test('what is no picture is left out and counted', { skip }, async (t) => {
  const show = await openRecorded(t)
  await show.publish(33, Buffer.from('nonsense'))
  await show.publish(33)
  await show.stopAfter(2)
  assert.match(show.program.said(), /is not a JPEG/)
  assert.match(show.program.said(), /1 dropped/)
})

for (const [whose, isFilmThere] of [
  ['of everything', true],
  ['of the JPEGs alone', false],
] as const) {
  test(`a disk ${whose} that is full ends the recording in order, and what was recorded is whole`, {
    skip: skip || withoutDisks(),
  }, async (t) => {
    // 2 MB besides what a recording leaves free
    const disk = smallDisk(t, 66)
    const jpegs = join(disk, 'jpegs')
    const show = await openRecorded(t, ['--jpegs', jpegs], isFilmThere ? disk : temporaryFolder(t))
    const large = jpegOf(1, { widthPx: 4000, heightPx: 4000 })
    const ended = show.program.ended
    let isOver = false
    void ended.then(() => {
      isOver = true
    })
    for (let i = 0; i < 200 && !isOver; i++) {
      await show.publish(33, large)
      await delay(20)
    }
    assert.deepEqual(await ended, { code: 2, signal: null })
    assert.match(show.program.said(), /less than 64 MB left|disk .* is full/)
    assert.ok(timesOf(join(show.folder, 'show-001.mp4')).length > 0)
    const pictures = readdirSync(jpegs).filter((name) => name.endsWith('.jpg'))
    assert.ok(pictures.slice(1).every((name) => readFileSync(join(jpegs, name)).equals(large)))
  })
}

test('a disk that goes away ends the recording with a sentence, not at the first look', { skip }, async (t) => {
  const parent = temporaryFolder(t)
  const folder = join(parent, 'disk')
  mkdirSync(folder)
  const show = await openRecorded(t, [], folder)
  rmSync(folder, { recursive: true })
  assert.deepEqual(await show.program.ended, { code: 2, signal: null })
  assert.match(show.program.said(), /cannot be reached any more: ENOENT.* It is looked at again/)
  assert.match(show.program.said(), /Check the disk/)
})

test('mistakes are told before anything is recorded', { skip }, async (t) => {
  const folder = temporaryFolder(t)
  const said = async (...args: string[]) => {
    await using program = startProgram(['src/cli/main.ts', 'record', ...args])
    assert.equal((await program.ended).code, 2)
    return program.said()
  }
  assert.match(await said(join(folder, 'show.avi')), /no kind of file/)
  assert.match(await said(join(folder, 'nowhere', 'show.mp4')), /does not exist/)
  assert.match(await said(join(folder, 'show.mp4'), '--encoder', 'h264_unknown'), /does not work here/)
  assert.match(await said(join(folder, 'show.mp4'), '--connect', 'nonsense'), /--connect cannot be/)
})

/** Somebody who publishes, and a recording of it that has had its first picture. */
async function openRecorded(
  t: TestContext,
  flags: readonly string[] = [],
  folder = temporaryFolder(t),
  environment: Environment = {},
) {
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  const { output, settings } = await freePorts()
  const address = `tcp://127.0.0.1:${output}`
  const publisher = new XPublisher({ linger: 0, sendHighWaterMark: 1000 })
  closing.defer(() => publisher.close())
  await publisher.bind(address)
  const out = join(folder, 'show.mp4')
  const at = ['--connect', address, '--settings-port', String(settings)]
  const program = closing.use(startProgram(['src/cli/main.ts', 'record', out, ...at, ...flags], environment))
  await publisher.receive() // the recording has subscribed
  let [timestamp, index] = [START, 0]
  const send = async (jpeg: Uint8Array) => {
    await publisher.send(encodePictureMessage({ timestamp, index, jpeg }))
    await delay(5) // a show has a rate
  }
  await send(jpegOf(0))
  return {
    program,
    folder,
    /** Publishes a picture so many ms after the last one. */
    async publish(stepMs: number, jpeg = jpegOf(index + 1)) {
      timestamp += stepMs
      index++
      await send(jpeg)
    },
    /** Stops it when it has so many pictures. */
    async stopAfter(pictures: number) {
      const count = () => (program.messages.at(-1) as RecordingMessage | undefined) ?? { type: 'none' }
      await eventually(
        () => {
          const told = count()
          return told.type === 'progress' && told.progress.pictures >= pictures
        },
        { what: `${pictures} pictures` },
      )
      await program.stop()
      assert.equal((await program.ended).code, 0, program.said())
    },
  }
}

/** When each picture of a file is shown, in ms. */
function timesOf(path: string): number[] {
  const entries = ['-show_entries', 'packet=pts_time', '-of', 'csv=p=0']
  const said = execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v', ...entries, path], { encoding: 'utf8' })
  return said
    .trim()
    .split('\n')
    .map((time) => Math.round(Number.parseFloat(time) * 1000))
}

function sizeOf(path: string): string {
  const entries = ['-show_entries', 'stream=width,height', '-of', 'csv=p=0:s=x']
  return execFileSync('ffprobe', ['-v', 'error', ...entries, path], { encoding: 'utf8' }).trim()
}

/** 0 and every sum of the first few. */
function sums(steps: readonly number[]): number[] {
  return [0, ...steps].map((_, i) => steps.slice(0, i).reduce((a, b) => a + b, 0))
}
