import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type CamerasOptions, reportCameras } from '#app/cameras.ts'
import { camerasText } from '#app/camerasText.ts'
import type { CameraDetails } from '#source/cameraFormat.ts'
import { manualClock } from '#test/manualClock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const HD = { widthPx: 1920, heightPx: 1080 }
const SMALL = { widthPx: 640, heightPx: 480 }
const rates = [{ minFps: 30, maxFps: 30 }]
const WEBCAM: CameraDetails = {
  state: 'ready',
  formats: [
    { name: 'mjpeg', kind: 'jpeg', modes: [HD, SMALL].map((size) => ({ smallest: size, largest: size, rates })) },
    { name: 'yuyv422', kind: 'raw', modes: [{ smallest: SMALL, largest: SMALL, rates }] },
  ],
}

test('a camera is listed with its formats, with what is taken of it, and with the command for it', async (t) => {
  const options = await machine(t, { 0: 'HD Webcam' }, { '/dev/video0': WEBCAM })
  assert.equal(
    await textOf(options),
    `0  HD Webcam
   /dev/video0
   mjpeg    1920x1080, 640x480 at 30
   yuyv422  640x480 at 30
   i2i takes mjpeg 1920x1080 at 30: its own JPEGs, untouched
   npx i2i solo --mode camera --camera "HD Webcam"`,
  )
})

test('of two cameras with one name each is meant by the path that stays', async (t) => {
  const options = await machine(t, { 0: 'Cam', 2: 'Cam' }, {})
  const link = join(options.byId ?? '', 'usb-cam-video-index0')
  await symlink('/dev/video2', link)
  const [first, second] = await reportCameras(options, { clock: manualClock() })
  assert.deepEqual([first.word, second.word], ['0', link])
  assert.equal(second.byId, link)
})

test('what is wrong with a camera stands in the place of what it delivers', async (t) => {
  const forbidden: CameraDetails = { state: 'forbidden', reason: 'This user may not open it.', formats: [] }
  const busy: CameraDetails = { ...WEBCAM, state: 'busy', reason: 'Another program is using it; close that first.' }
  const options = await machine(t, { 0: 'A', 2: 'B' }, { '/dev/video0': forbidden, '/dev/video2': busy })
  const [a, b] = (await textOf(options)).split('\n\n')
  assert.match(a, /This user may not open it\./)
  assert.doesNotMatch(a, /npx i2i solo/)
  assert.match(b, /Another program is using it; close that first\.\n.*\n +mjpeg/)
})

test('a wish that a camera cannot fulfil is told with the camera', async (t) => {
  const options = await machine(t, { 0: 'HD Webcam' }, { '/dev/video0': WEBCAM })
  assert.match(await textOf({ ...options, cameraFps: 60 }), /does not deliver 60 pictures a second/)
})

test('without a camera there is a sentence that helps', async (t) => {
  assert.match(await textOf(await machine(t, {}, {})), /No camera is connected.*x11grab::0\.0.*rtsp:/s)
})

async function textOf(options: CamerasOptions): Promise<string> {
  return camerasText(await reportCameras(options, { clock: manualClock() }))
}

/** A machine with these cameras, which tell this about themselves. */
async function machine(
  t: TestContext,
  names: Readonly<Record<number, string>>,
  details: Readonly<Record<string, CameraDetails>>,
): Promise<CamerasOptions> {
  const folder = temporaryFolder(t)
  const [sysfs, byId] = [join(folder, 'sysfs'), join(folder, 'by-id')]
  for (const made of [sysfs, byId]) await mkdir(made)
  for (const [number, name] of Object.entries(names)) {
    await mkdir(join(sysfs, `video${number}`))
    await writeFile(join(sysfs, `video${number}`, 'name'), `${name}\n`)
  }
  const ask = async (device: string) => details[device] ?? { state: 'ready', formats: [] }
  return { platform: 'linux', sysfs, byId, ask, cameraSize: '1920x1080', cameraFps: 30, cameraFormat: 'auto' }
}
