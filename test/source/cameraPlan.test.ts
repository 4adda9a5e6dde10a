import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CameraDetails } from '#source/cameraFormat.ts'
import { CameraPlan, type CameraPlanOptions } from '#source/cameraPlan.ts'
import { askV4l2 } from '#source/cameraV4l2.ts'
import { keptLog } from '#test/pictures.ts'
import { CAPTURE_CARD, type RecordedDevice, recordedDriver, WEBCAM } from './recordedCamera.ts'

const UNKNOWN: CameraDetails = { state: 'unknown', formats: [] }

test('a camera that tells what it delivers is opened in the mode that fits, and the log says which', async () => {
  const { plan, log } = planned()
  const { args } = plan.openingOf('/dev/video0', await detailsOf(WEBCAM))
  assert.match(args.join(' '), /-input_format mjpeg -framerate 30 -video_size 1920x1080 .*-c:v copy/)
  assert.deepEqual(log.lines, ['camera 0: mjpeg 1920x1080 at 30, untouched'])
})

test('without JPEGs the best pixels are encoded, without a try', async () => {
  const { args, elseArgs } = planned().plan.openingOf('/dev/video0', await detailsOf(CAPTURE_CARD))
  assert.match(args.join(' '), /-input_format nv12 -framerate 29\.97 .*-c:v mjpeg/)
  assert.equal(elseArgs, undefined)
})

test('a camera that tells nothing is tried with JPEGs, and then without', () => {
  const { plan, log } = planned()
  const { args, elseArgs } = plan.openingOf('/dev/video0', UNKNOWN)
  assert.match(args.join(' '), /-input_format mjpeg .*-c:v copy/)
  assert.match(elseArgs?.join(' ') ?? '', /-c:v mjpeg/)
  plan.encodeFromNowOn('it said so')
  assert.match(plan.openingOf('/dev/video0', UNKNOWN).args.join(' '), /-c:v mjpeg/)
  assert.match(log.lines[0], /does not deliver JPEGs \(it said so\)/)
})

test('a camera that promises JPEGs and has none is taken at its other formats the next time', async () => {
  const { plan } = planned()
  plan.encodeFromNowOn('there were none')
  const { args } = plan.openingOf('/dev/video0', await detailsOf(WEBCAM))
  assert.match(args.join(' '), /-input_format h264 .*-video_size 1920x1080 .*-c:v mjpeg/)
})

test('a format that was asked for is asked of the camera', async () => {
  const pixels = planned({ format: ' YUYV422 ' }).plan.openingOf('/dev/video0', await detailsOf(WEBCAM))
  assert.match(pixels.args.join(' '), /-input_format yuyv422 -framerate 30 -video_size 640x480 .*-c:v mjpeg/)
  const untold = planned({ format: 'nv12' }).plan.openingOf('/dev/video0', UNKNOWN)
  assert.match(untold.args.join(' '), /-input_format nv12 .*-c:v mjpeg/)
  const jpegs = planned({ format: 'mjpeg' }).plan.openingOf('/dev/video0', UNKNOWN)
  assert.match(jpegs.args.join(' '), /-c:v copy/)
  assert.equal(jpegs.elseArgs, undefined)
})

test('a format that could be a command or another option is refused', () => {
  for (const format of ['-i', 'mjpeg -f null', 'a;b', '$(x)', '../x', ''])
    assert.throws(() => planned({ format }), { code: 'SETTING_INVALID', message: /cameraFormat cannot be/ })
})

test('what may not be opened, or delivers no pictures, is told with the remedy', () => {
  const { plan } = planned()
  const forbidden: CameraDetails = { state: 'forbidden', reason: 'Run: sudo usermod -aG video $USER.', formats: [] }
  const told = {
    code: 'CAMERA_UNUSABLE',
    message: /camera 0 cannot be used\. .*usermod -aG video/,
    remedy: /i2i cameras/,
  }
  assert.throws(() => plan.openingOf('/dev/video0', forbidden), told)
})

function planned(options: Partial<CameraPlanOptions> = {}) {
  const log = keptLog()
  const size = { widthPx: 1920, heightPx: 1080 }
  const plan = new CameraPlan({ name: 'camera 0', size, fps: 30, format: 'auto', platform: 'linux', log, ...options })
  return { plan, log }
}

async function detailsOf(device: RecordedDevice): Promise<CameraDetails> {
  return { state: 'ready', formats: (await askV4l2(recordedDriver(device))).formats }
}
