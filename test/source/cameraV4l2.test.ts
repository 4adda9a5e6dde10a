import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatsText } from '#source/cameraFormat.ts'
import { askV4l2, isBusy } from '#source/cameraV4l2.ts'
import { CAPTURE_CARD, recordedDriver, SCALER, WEBCAM } from './recordedCamera.ts'

test('a webcam tells its formats, sizes and rates', async () => {
  const { deliversPictures, formats } = await askV4l2(recordedDriver(WEBCAM))
  assert.equal(deliversPictures, true)
  assert.deepEqual(
    formats.map(({ name, kind }) => [name, kind]),
    [
      ['yuyv422', 'raw'],
      ['mjpeg', 'jpeg'],
      ['h264', 'compressed'],
    ],
  )
  assert.equal(
    formatsText(formats.slice(1)),
    'mjpeg (640x480 at 60, 30, 15; 1280x720 at 60, 30; 1920x1080 at 30, 24), h264 (1920x1080 at 30)',
  )
})

test('American rates and sizes in steps are understood', async () => {
  const { formats } = await askV4l2(recordedDriver(CAPTURE_CARD))
  assert.equal(formatsText(formats.slice(0, 1)), 'nv12 (1920x1080 at 59.94, 29.97, 25)')
  const scaler = await askV4l2(recordedDriver(SCALER))
  assert.equal(formatsText(scaler.formats), 'yuv420p (2x2 to 8192x4320 at 1 to 1000)')
})

test('two codes for one format are one format', async () => {
  const sizes = [{ size: [640, 480], fps: [30] }] as const
  const driver = recordedDriver({
    formats: [
      { fourcc: 'YU12', sizes },
      { fourcc: 'YV12', sizes: [] },
    ],
  })
  assert.equal(formatsText((await askV4l2(driver)).formats), 'yuv420p (640x480 at 30)')
})

test('a node that carries no pictures is none, and neither is one that does not answer', async () => {
  const metadata = recordedDriver({ capabilities: 0x00800000, formats: [] })
  assert.deepEqual(await askV4l2(metadata), { deliversPictures: false, formats: [] })
  assert.deepEqual(await askV4l2(async () => false), { deliversPictures: false, formats: [] })
})

test('a driver whose list does not end is not followed for ever', async () => {
  const endless = recordedDriver(WEBCAM)
  const { formats } = await askV4l2(async (request, argument) => {
    if (request === 0xc0405602) new DataView(argument.buffer).setUint32(0, 0, true)
    return endless(request, argument)
  })
  assert.deepEqual(
    formats.map(({ name }) => name),
    ['yuyv422'],
  )
})

test('a camera that another program uses is busy', async () => {
  assert.equal(await isBusy(recordedDriver(WEBCAM)), false)
  assert.equal(await isBusy(recordedDriver({ ...WEBCAM, isInUse: true })), true)
})
