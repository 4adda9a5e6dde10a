import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openCamera } from '#source/camera.ts'
import type { SourceOptions } from '#source/source.ts'
import { eventually } from '#test/eventually.ts'
import { folderOf, keptLog } from '#test/pictures.ts'
import { sourceContract, surroundings, take } from './contract.ts'

// no camera here: a script in ffmpeg's place takes the options of one and then draws a pattern with the real ffmpeg
const DRAWING = `ffmpeg -nostdin -loglevel error -re -f lavfi -i testsrc2=size=320x240:rate=30 -c:v mjpeg -f mjpeg pipe:1`
const HAS_JPEGS = `exec ${DRAWING}`
const HAS_NO_JPEGS = `case "$*" in
  *input_format*) echo "Cannot find a proper format for codec 'mjpeg'" >&2; exit 1;;
  *) exec ${DRAWING};;
esac`
const BUS_IS_FULL = `echo "ioctl(VIDIOC_STREAMON): No space left on device" >&2; exit 1`
const DELIVERS_NOTHING = `echo "odd" >&2; exit 1`
const HANGS = 'exec sleep 60'
const IS_BUSY = `echo "/dev/video0: Device or resource busy" >&2; exit 1`

const skip = isInstalled('ffmpeg') ? undefined : 'ffmpeg is missing: sudo apt install ffmpeg'

sourceContract({
  name: 'a camera',
  indexStartsAgain: false,
  skip,
  open: async (t, options) => (await camera(t, HAS_JPEGS, options)).source,
})

test('a camera with JPEGs of its own is asked for them, and for its size', { skip }, async (t) => {
  const { source, calls } = await camera(t, HAS_JPEGS)
  await using _ = source
  await take(source, 3)
  assert.match(
    await calls(),
    /-f v4l2 .*-input_format mjpeg -framerate 30 -video_size 640x480 -i \/dev\/video0 -c:v copy/,
  )
})

test('a camera without JPEGs is opened again with encoding, and the log says so', { skip }, async (t) => {
  const log = keptLog()
  const { source, calls } = await camera(t, HAS_NO_JPEGS, surroundings({ log }))
  await using _ = source
  await take(source, 3)
  const [first, second] = (await calls()).trim().split('\n')
  assert.match(first, /-c:v copy/)
  assert.match(second, /-c:v mjpeg/)
  assert.deepEqual(log.lines.length, 1)
  assert.match(log.lines[0], /does not deliver JPEGs.*proper format/)
})

for (const [what, script] of Object.entries({
  'whose bus is full': BUS_IS_FULL,
  'that delivers in no way': DELIVERS_NOTHING,
})) {
  test(`a camera ${what} has not shown that it has no JPEGs`, { skip }, async (t) => {
    const log = keptLog()
    const { source } = await camera(t, script, surroundings({ log }))
    setTimeout(() => void source[Symbol.asyncDispose](), 1000)
    assert.deepEqual(await take(source, 1), [])
    assert.doesNotMatch(log.lines.join('\n'), /does not deliver JPEGs/)
  })
}

test('a camera that is busy is tried again as it is', { skip }, async (t) => {
  const { source, calls } = await camera(t, IS_BUSY)
  setTimeout(() => void source[Symbol.asyncDispose](), 1000)
  assert.deepEqual(await take(source, 1), [])
  assert.ok(!(await calls()).includes('-c:v mjpeg'))
  assert.match(source.state.problem ?? '', /busy/)
})

test('a camera that opens and delivers nothing is opened again after five seconds, and health says so', {
  skip,
}, async (t) => {
  const { source, calls } = await camera(t, HANGS)
  await using _ = source
  const reading = take(source, 1)
  await eventually(() => /has delivered no picture for 5 s; opening it again/.test(source.state.problem ?? ''), {
    withinMs: 8000,
  })
  await eventually(async () => (await calls()).trim().split('\n').length === 2)
  await source[Symbol.asyncDispose]()
  assert.deepEqual(await reading, [])
})

test('crop and mode of a camera: the format that was asked for, encoded, with the crop riding along', {
  skip,
}, async (t) => {
  const crop = { widthPx: 100, heightPx: 5000 }
  const { source, calls } = await camera(t, HAS_JPEGS, surroundings({ crop }), { format: 'yuyv422', fps: 15 })
  await using _ = source
  const [capture] = await take(source, 1)
  assert.deepEqual(capture.crop, { widthPx: 100, heightPx: 240 })
  assert.match(await calls(), /-input_format yuyv422 -framerate 15 .*-c:v mjpeg/)
})

/** A machine with one camera, `/dev/video0`, that behaves as the script says. */
async function camera(
  t: TestContext,
  script: string,
  options: SourceOptions = surroundings(),
  wishes: { format?: string; fps?: number } = {},
) {
  const folder = await folderOf(t, {})
  const sysfs = join(folder, 'sysfs')
  await mkdir(join(sysfs, 'video0'), { recursive: true })
  await writeFile(join(sysfs, 'video0', 'name'), 'Webcam\n')
  const [command, calls] = [join(folder, 'ffmpeg'), join(folder, 'calls')]
  await writeFile(command, `#!/bin/sh\necho "$*" >> ${calls}\n${script}\n`)
  await chmod(command, 0o755)
  const size = { widthPx: 640, heightPx: 480 }
  const source = await openCamera({ ...options, ...wishes, camera: 'webcam', size, command, sysfs, platform: 'linux' })
  return { source, calls: () => readFile(calls, 'utf8') }
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['-version'], { stdio: 'ignore' })
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}
