import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CameraArguments, cameraArguments } from '#source/cameraArguments.ts'
import { isScreen, screenArguments } from '#source/cameraScreen.ts'
import { inputArguments, MJPEG } from '#source/video.ts'

test('JPEGs are asked for in the words of each system, and copied', () => {
  const asked = { format: 'mjpeg', isCopied: true }
  assert.match(
    words({ ...asked, device: '/dev/video0' }),
    /^-f v4l2 .*-input_format mjpeg .*-video_size 1920x1080 -i \/dev\/video0 -c:v copy/,
  )
  assert.match(
    words({ ...asked, platform: 'win32', device: 'video=USB' }),
    /^-f dshow .*-vcodec mjpeg .*-i video=USB -c:v copy/,
  )
})

test('pixels are asked for in the words of each system, and encoded', () => {
  const asked = { format: 'yuyv422', isCopied: false, fps: 29.970029 }
  assert.match(words(asked), /-input_format yuyv422 -framerate 29\.97 .*-c:v mjpeg/)
  assert.match(words({ ...asked, platform: 'win32' }), /-pixel_format yuyv422/)
  assert.match(words({ ...asked, platform: 'darwin', device: '0' }), /-pixel_format yuyv422 .*-i 0:none .*-c:v mjpeg/)
  assert.match(words({ ...asked, platform: 'win32', format: 'h264' }), /-vcodec h264/)
})

test('what the encoder makes is never held back by its threads', () => {
  assert.match(MJPEG.join(' '), /-threads 1 /)
})

test('an X screen is taken as a whole or in part, at the rate that is asked for', () => {
  assert.deepEqual(screenArguments('x11grab::99', 30), ['-f', 'x11grab', '-framerate', '30', '-i', ':99+0,0'])
  assert.deepEqual(inputArguments('x11grab:host:1.0+100,200,640x480', 60), [
    ...['-f', 'x11grab', '-framerate', '60', '-video_size', '640x480', '-i', 'host:1.0+100,200'],
  ])
  assert.ok(!isScreen('rtsp://x11grab:1'))
})

test('what is no X screen is refused before a program is told to open it', () => {
  for (const wrong of ['x11grab:', 'x11grab:-i', 'x11grab::0 -f', 'x11grab::0+1,2', 'x11grab::0;ls', 'x11grab::0,big'])
    assert.throws(() => screenArguments(wrong, 30), { code: 'BAD_OPTION', remedy: /x11grab::0\.0\+100,200,1280x720/ })
})

function words(asked: Partial<CameraArguments> & Pick<CameraArguments, 'isCopied'>): string {
  const usual = { platform: 'linux', device: '/dev/video0', size: { widthPx: 1920, heightPx: 1080 }, fps: 30 } as const
  return cameraArguments({ ...usual, ...asked }).join(' ')
}
