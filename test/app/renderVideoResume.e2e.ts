import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '#test/eventually.ts'
import { contentOf, film, timesOf } from '#test/film.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import {
  assertSameTimes,
  finishedParts,
  filmRefused as refused,
  filmRendered as rendered,
  renderFilm as start,
} from './renderFilm.ts'

const options = { skip: skipWithout('ffmpeg'), timeout: 60_000 }

test(
  'killed again and again, it goes on, and the film is the one of a run that nobody disturbed',
  options,
  async (t) => {
    const folder = temporaryFolder(t)
    const input = await film(folder, 'in.mp4', { seconds: 32, size: '64x48', isUneven: true })
    const look = ['--engine', 'preview', '--threads', '1', '--no-fixed-seed', '--batch-size', '4']
    await rendered(input, join(folder, 'whole.mp4'), look)
    const output = join(folder, 'killed.mp4')
    for (const parts of [1, 2]) {
      await using running = start(input, output, look)
      await eventually(() => finishedParts(output) >= parts, { withinMs: 20_000, what: `${parts} finished parts` })
      running.kill('SIGKILL')
      await running.ended
      assert.equal(existsSync(output), false)
    }
    await refused(
      input,
      output,
      [...look, '--seed', '9'],
      /unfinished film that was made otherwise: seed 0 instead of 9/,
    )
    const said = await rendered(input, output, look)
    assert.match(said, /\d+ of \d+ frames are done already/)
    assertSameTimes(await timesOf(input), await timesOf(output))
    assert.equal(await contentOf(output), await contentOf(join(folder, 'whole.mp4')))
    assert.equal(existsSync(`${output}.parts`), false)
  },
)

test('Ctrl-C before the first picture is told as such, and nothing is left behind', options, async (t) => {
  const folder = temporaryFolder(t, { 'bin/ffprobe': '#!/bin/sh\necho looked >> "$0.called"\nexec sleep 60\n' })
  chmodSync(join(folder, 'bin/ffprobe'), 0o755)
  const input = await film(folder, 'in.mp4', { seconds: 1, size: '64x48' })
  const output = join(folder, 'out.mp4')
  await using running = start(input, output, [], { PATH: `${folder}/bin:${process.env.PATH}` })
  await eventually(() => existsSync(join(folder, 'bin/ffprobe.called')), {
    withinMs: 20_000,
    what: 'a look at the film',
  })
  running.kill('SIGINT')
  assert.deepEqual(await running.ended, { code: 1, signal: null })
  assert.match(running.said(), /Stopped while the film was being prepared\. Run the same command again\./)
  assert.deepEqual(readdirSync(folder).sort(), ['bin', 'in.mp4'])
})

test('Ctrl-C says what is done and how to go on, and leaves no ffmpeg behind', options, async (t) => {
  const folder = temporaryFolder(t)
  const input = await film(folder, 'in.mp4', { seconds: 30, size: '320x176' })
  const output = join(folder, 'out.mp4')
  await using running = start(input, output, ['--engine', 'preview', '--threads', '1'])
  await eventually(() => finishedParts(output) >= 1, { withinMs: 30_000, what: 'a finished part' })
  const family = running.family()
  running.kill('SIGINT')
  assert.deepEqual(await running.ended, { code: 1, signal: null })
  assert.match(
    running.said(),
    /Stopped: \d+ of 900 frames are done and kept in .*out\.mp4\.parts\. Run the same command again to go on\./,
  )
  await eventually(() => family.every((pid) => !existsSync(`/proc/${pid}`)), { what: 'the end of all children' })
})
