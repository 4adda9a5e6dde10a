import assert from 'node:assert/strict'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ffmpeg, film, psnr, timesOf, tracksOf } from '#test/film.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { assertSameTimes, filmRefused as refused, filmRendered as rendered } from './renderFilm.ts'

const options = { skip: skipWithout('ffmpeg'), timeout: 60_000 }

test('a film keeps every picture, its time to the millisecond, its sound and its title', options, async (t) => {
  const folder = temporaryFolder(t)
  const input = await film(folder, 'in.mp4', { isUneven: true })
  const output = join(folder, 'out.mp4')
  await rendered(input, output)
  assertSameTimes(await timesOf(input), await timesOf(output))
  assert.deepEqual(await tracksOf(output), ['h264 160x96', 'aac'])
  const sound = (path: string) => ffmpeg(['-v', 'error', '-i', path, '-map', '0:a', '-c', 'copy', '-f', 'md5', '-'])
  assert.equal(await sound(output), await sound(input))
  assert.match(await ffmpeg(['-i', output, '-f', 'null', '-']), /title +: a film/)
  assert.deepEqual(readdirSync(folder).sort(), ['in.mp4', 'out.mp4'])
})

test('a film that is only passed through loses next to nothing', options, async (t) => {
  const folder = temporaryFolder(t)
  const input = join(folder, 'in.mp4')
  await ffmpeg([
    '-f',
    'lavfi',
    '-i',
    'mandelbrot=s=320x176:r=30',
    '-t',
    '1',
    '-pix_fmt',
    'yuv420p',
    '-crf',
    '10',
    input,
  ])
  await rendered(input, join(folder, 'out.mp4'), ['--quality', '10'])
  const db = await psnr(input, join(folder, 'out.mp4'))
  assert.ok(db > 40, `${db} dB`)
})

test('films of every kind: upright, uneven sides, 10 bits, other sounds, a late start', options, async (t) => {
  const folder = temporaryFolder(t)
  const plain = await film(folder, 'plain.mp4', { seconds: 1 })
  const kinds: [name: string, to: string, make: readonly string[], tracks: readonly string[]][] = [
    ['upright.mp4', 'upright.mov', ['-i', plain, '-metadata:s:v:0', 'rotate=90', '-c', 'copy'], ['h264 96x160', 'aac']],
    ['odd.mkv', 'odd.mp4', ['-i', plain, '-vf', 'scale=165:99,format=yuv444p'], ['h264 160x96', 'aac']],
    ['deep.mp4', 'deep.mkv', ['-i', plain, '-pix_fmt', 'yuv420p10le', '-c:a', 'copy'], ['h264 160x96', 'aac']],
    ['old.avi', 'old.mp4', ['-i', plain, '-c:v', 'mpeg4', '-c:a', 'pcm_s16le'], ['h264 160x96', 'aac']],
    ['wave.mov', 'wave2.mov', ['-i', plain, '-c:v', 'copy', '-c:a', 'pcm_s16le'], ['h264 160x96', 'pcm_s16le']],
    [
      'late.mkv',
      'late2.mkv',
      ['-itsoffset', '0.5', '-i', plain, '-i', plain, '-map', '0:v', '-map', '1:a'],
      ['h264 160x96', 'vorbis'],
    ],
    ['silent.mp4', 'silent2.mp4', ['-i', plain, '-an', '-c:v', 'copy'], ['h264 160x96']],
  ]
  for (const [name, to, make, tracks] of kinds) {
    const input = join(folder, name)
    const output = join(folder, to)
    await ffmpeg([...make, input])
    await rendered(input, output)
    assert.deepEqual(await tracksOf(output), tracks, name)
    assertSameTimes(await timesOf(input), await timesOf(output))
  }
})

test('what cannot be rendered is told in a sentence', options, async (t) => {
  const folder = temporaryFolder(t)
  const input = await film(folder, 'in.mp4', { seconds: 1 })
  const at = (name: string) => join(folder, name)
  await ffmpeg(['-f', 'lavfi', '-i', 'sine=300:d=1', at('song.m4a')])
  writeFileSync(at('broken.mp4'), readFileSync(input).subarray(0, 3000))
  writeFileSync(at('empty.mp4'), '')
  writeFileSync(at('there.mp4'), 'mine')
  await refused(input, input, [], /is the input\. Choose another OUTPUT/)
  await refused(input, at('there.mp4'), [], /is already there\. Choose another name, or add --overwrite/)
  await refused(input, at('out.webm'), [], /cannot write a film as a \.webm file/)
  await refused(input, at('nowhere/out.mp4'), [], /There is no folder .*nowhere/)
  await refused(at('song.m4a'), at('out.mp4'), [], /song\.m4a has no video track: it holds only aac/)
  await refused(at('broken.mp4'), at('out.mp4'), [], /broken\.mp4 cannot be read as a video: moov atom not found/)
  await refused(at('empty.mp4'), at('out.mp4'), [], /empty\.mp4 is empty/)
  await refused(input, at('out.mp4'), ['--encoder', 'h264_nothing'], /The encoder h264_nothing does not work here/)
  await rendered(input, at('there.mp4'), ['--overwrite', '--size', '96x96'])
  assert.deepEqual(await tracksOf(at('there.mp4')), ['h264 96x96', 'aac'])
})

test('a film whose end is missing is rendered as far as it goes, and that is said', options, async (t) => {
  const folder = temporaryFolder(t)
  const codecs = ['-c:v', 'libx264', '-g', '30', '-c:a', 'aac', '-movflags', '+faststart']
  const input = await film(folder, 'in.mp4', { seconds: 10, codecs })
  truncateSync(input, Math.round(readFileSync(input).length * 0.5))
  const said = await rendered(input, join(folder, 'out.mp4'))
  assert.match(said, /in\.mp4 is damaged: its pictures end after \d+ frames, at \d s of 10 s/)
  assertSameTimes(await timesOf(input), await timesOf(join(folder, 'out.mp4')))
})
