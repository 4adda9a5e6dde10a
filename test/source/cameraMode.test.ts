import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fpsText, sizeText } from '#source/cameraFormat.ts'
import { chooseMode } from '#source/cameraMode.ts'
import { askV4l2 } from '#source/cameraV4l2.ts'
import { CAPTURE_CARD, type RecordedDevice, recordedDriver, SCALER, WEBCAM } from './recordedCamera.ts'

test('JPEGs are preferred, in the size that was asked for', async () => {
  assert.equal(await chosen(WEBCAM), 'mjpeg 1920x1080 at 30')
  assert.equal(await chosen(WEBCAM, { width: 1280, fps: 60 }), 'mjpeg 1280x720 at 60')
})

test('the rate counts more than the size', async () => {
  assert.equal(await chosen(WEBCAM, { fps: 60 }), 'mjpeg 1280x720 at 60')
  assert.equal(await chosen(WEBCAM, { format: 'yuyv422' }), 'yuyv422 640x480 at 30')
})

test('without JPEGs pixels are taken, and 29.97 is what is meant by 30', async () => {
  assert.equal(await chosen(CAPTURE_CARD), 'nv12 1920x1080 at 29.97')
  assert.equal(await chosen(CAPTURE_CARD, { fps: 60 }), 'nv12 1920x1080 at 59.94')
})

test('a device that scales delivers what is asked for', async () => {
  assert.equal(await chosen(SCALER, { fps: 12.5 }), 'yuv420p 1920x1080 at 12.5')
})

test('the usual rate is no demand: a camera that lacks it delivers the nearest', async () => {
  const european: RecordedDevice = { formats: [{ fourcc: 'MJPG', sizes: [{ size: [720, 576], fps: [50, 25] }] }] }
  assert.equal(await chosen(european), 'mjpeg 720x576 at 25')
})

test('a format or a rate that the camera lacks is an error that lists what there is', async () => {
  await assert.rejects(chosen(WEBCAM, { format: 'nv12' }), {
    code: 'SETTING_INVALID',
    message: /does not deliver the format nv12/,
    remedy: /mjpeg \(640x480 at 60, 30, 15; .*h264 \(1920x1080 at 30\)/,
  })
  await assert.rejects(chosen(WEBCAM, { fps: 120 }), {
    message: /120 pictures a second/,
    remedy: /640x480 at 60, 30, 15/,
  })
})

async function chosen(device: RecordedDevice, { width = 1920, fps = 30, format = 'auto' } = {}): Promise<string> {
  const { formats } = await askV4l2(recordedDriver(device))
  const size = { widthPx: width, heightPx: (width * 9) / 16 }
  const mode = chooseMode(formats, { size, fps, format })
  return `${mode.format.name} ${sizeText(mode.size)} at ${fpsText(mode.fps)}`
}
