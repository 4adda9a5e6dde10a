import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { OperatorError } from '#errors/operatorError.ts'
import { systemClock as clock } from '#flow/clock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { type Film, probeFilm } from '#video/probe.ts'

const { signal } = new AbortController()
const pictures = { index: 0, codec_type: 'video', codec_name: 'h264', width: 1920, height: 1080, time_base: '1/90000' }

test('a film is what its tracks say', async (t) => {
  const film = await probed(t, {
    streams: [
      { ...pictures, avg_frame_rate: '30000/1001', nb_frames: '300', color_space: 'bt709', color_transfer: 'unknown' },
      { index: 1, codec_type: 'audio', codec_name: 'aac' },
      { index: 2, codec_type: 'audio', codec_name: 'ac3' },
    ],
    format: { start_time: '0.083000', duration: '10.010000' },
  })
  assert.deepEqual([film.widthPx, film.heightPx, film.frames, film.track], [1920, 1080, 300, 0])
  assert.equal(film.fps, 30000 / 1001)
  assert.deepEqual([film.startUs, film.durationUs], [83_000, 10_010_000])
  assert.deepEqual(film.sounds, ['aac', 'ac3'])
  assert.deepEqual(film.colour, { matrix: 'bt709', primaries: undefined, transfer: undefined })
})

test('a film that a telephone took upright is upright, its pixels too', async (t) => {
  const upright = { ...pictures, sample_aspect_ratio: '16:15', side_data_list: [{}, { rotation: -90 }] }
  const film = await probed(t, { streams: [upright], format: {} })
  assert.deepEqual([film.widthPx, film.heightPx], [1080, 1920])
  assert.deepEqual(film.pixelShape, { num: 15, den: 16 })
})

test('the picture on the cover of a song is no video track', async (t) => {
  const song = { index: 0, codec_type: 'audio', codec_name: 'mp3' }
  const cover = { ...pictures, index: 1, codec_name: 'mjpeg', disposition: { attached_pic: 1 } }
  await assert.rejects(
    probed(t, { streams: [song, cover], format: {} }),
    is('INPUT_UNREADABLE', /has no video track: it holds only mp3, mjpeg/),
  )
  const film = await probed(t, { streams: [cover, { ...pictures, index: 2 }], format: {} })
  assert.equal(film.track, 2)
})

test('a file that cannot be read is told with the words of ffprobe', async (t) => {
  const command = standIn(t, 'echo "file:/clip.mp4: moov atom not found" >&2; exit 1')
  const probing = probeFilm('/clip.mp4', { clock, signal, command })
  await assert.rejects(
    probing,
    is('INPUT_UNREADABLE', /^\/clip\.mp4 cannot be read as a video: moov atom not found\.$/),
  )
})

test('an answer that is no answer is told as such', async (t) => {
  const command = standIn(t, 'echo "{"')
  await assert.rejects(
    probeFilm('/clip.mp4', { clock, signal, command }),
    is('INPUT_UNREADABLE', /an answer that cannot be read/),
  )
})

test('without ffprobe it says what to install', async () => {
  const probing = probeFilm('/clip.mp4', { clock, signal, command: '/nowhere/ffprobe' })
  await assert.rejects(probing, is('FFMPEG_MISSING', /\/nowhere\/ffprobe is not installed/))
})

test('probing ends when the signal aborts', async (t) => {
  const stop = new AbortController()
  const probing = probeFilm('/clip.mp4', { clock, signal: stop.signal, command: standIn(t, 'exec sleep 20') })
  stop.abort()
  await assert.rejects(probing, { name: 'AbortError' })
})

function probed(t: TestContext, answer: object): Promise<Film> {
  const command = standIn(t, `cat <<'END'\n${JSON.stringify(answer)}\nEND`)
  return probeFilm('/clip.mp4', { clock, signal, command })
}

/** A program in ffprobe's place. */
function standIn(t: TestContext, script: string): string {
  const path = join(temporaryFolder(t), 'ffprobe')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

function is(code: string, words: RegExp) {
  return (error: unknown) => error instanceof OperatorError && error.code === code && words.test(error.message)
}
