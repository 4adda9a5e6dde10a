import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutPassword } from '#source/withoutPassword.ts'

for (const [what, given, shown] of [
  ['an address', 'rtsp://user:secret@cam:554/1', 'rtsp://user:…@cam:554/1'],
  ['a password with an @', 'rtsp://user:se@cret@cam/1', 'rtsp://user:…@cam/1'],
  [
    'a sentence of ffmpeg',
    '[rtsp] rtsp://u:secret@cam/x: Connection refused',
    '[rtsp] rtsp://u:…@cam/x: Connection refused',
  ],
  [
    'a passphrase',
    'srt://cam:9000?mode=caller&passphrase=secret&latency=1',
    'srt://cam:9000?mode=caller&passphrase=…&latency=1',
  ],
  ['an address without one', 'http://cam:8080/a@b?size=1', 'http://cam:8080/a@b?size=1'],
  ['a file', 'C:\\clip.mp4', 'C:\\clip.mp4'],
] as const) {
  test(`of ${what} everything but the password is shown`, () => {
    assert.equal(withoutPassword(given), shown)
  })
}
