import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatsText, modeLines } from '#source/cameraFormat.ts'
import { formatsOfAvfoundation, formatsOfDshow } from '#source/cameraListings.ts'

const MAC = `[avfoundation @ 0x7fc1a8004a00] Selected video size (1x1) is not supported by the device.
[avfoundation @ 0x7fc1a8004a00] Supported modes:
[avfoundation @ 0x7fc1a8004a00]   640x480@[1.000000 30.000000]fps
[avfoundation @ 0x7fc1a8004a00]   1280x720@[1.000000 30.000000]fps
[avfoundation @ 0x7fc1a8004a00]   1920x1080@[15.000000 60.000240]fps
0:none: Input/output error`
const MAC_LAYOUTS = `[avfoundation @ 0x7fd2b8004a00] Selected pixel format (yuv410p) is not supported by the input device.
[avfoundation @ 0x7fd2b8004a00] Supported pixel formats:
[avfoundation @ 0x7fd2b8004a00]   uyvy422
[avfoundation @ 0x7fd2b8004a00]   nv12
[avfoundation @ 0x7fd2b8004a00]   bgr0
[avfoundation @ 0x7fd2b8004a00] Overriding selected pixel format to use uyvy422 instead.`
const WINDOWS = `[dshow @ 000001d5] DirectShow video device options (from video devices)
[dshow @ 000001d5]  Pin "Capture" (alternative pin name "0")
[dshow @ 000001d5]   vcodec=mjpeg  min s=1920x1080 fps=5 max s=1920x1080 fps=30
[dshow @ 000001d5]   vcodec=mjpeg  min s=1920x1080 fps=5 max s=1920x1080 fps=30 (pc, bt470bg/bt709/unknown, center)
[dshow @ 000001d5]   unknown compression type 0x47504A4D  min s=8x8 fps=5 max s=8x8 fps=30
[dshow @ 000001d5]   pixel_format=yuyv422  min s=640x480 fps=5 max s=640x480 fps=30
[dshow @ 000001d5]   pixel_format=yuyv422  min s=1280x720 fps=5 max s=1280x720 fps=10.0002
video=USB Video: Immediate exit requested`

test('on macOS every layout comes in every size', () => {
  const formats = formatsOfAvfoundation(`${MAC}\n${MAC_LAYOUTS}`)
  assert.deepEqual(
    formats.map(({ name, kind }) => [name, kind]),
    [
      ['uyvy422', 'raw'],
      ['nv12', 'raw'],
      ['bgr0', 'raw'],
    ],
  )
  assert.deepEqual(modeLines(formats[1]), ['640x480, 1280x720 at 1 to 30', '1920x1080 at 15 to 60'])
})

test('on macOS a camera that tells sizes only is used as ffmpeg likes it', () => {
  assert.deepEqual(
    formatsOfAvfoundation(MAC).map(({ name }) => name),
    ['auto'],
  )
  assert.deepEqual(formatsOfAvfoundation('0:none: Input/output error'), [])
})

test('on Windows each mode counts once, and codes that ffmpeg does not know do not', () => {
  assert.equal(
    formatsText(formatsOfDshow(WINDOWS)),
    'mjpeg (1920x1080 at 5 to 30), yuyv422 (640x480 at 5 to 30; 1280x720 at 5 to 10)',
  )
  assert.deepEqual(formatsOfDshow('Could not find video device with name [x]'), [])
})
