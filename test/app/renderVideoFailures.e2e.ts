import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { filmIncomplete } from '#app/renderVideo/filmEnds.ts'
import { filmForm } from '#app/renderVideo/filmForm.ts'
import type { FilmPainter } from '#app/renderVideo/filmFrame.ts'
import { joinFilm } from '#app/renderVideo/joinFilm.ts'
import { makeParts } from '#app/renderVideo/makeParts.ts'
import { PartsFolder } from '#app/renderVideo/partsFolder.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { systemClock as clock } from '#flow/clock.ts'
import { film as makeFilm, timesOf } from '#test/film.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { fitted } from '#video/fitted.ts'
import { encoderNamed } from '#video/h264Encoder.ts'
import { probeFilm } from '#video/probe.ts'
import { PixelPool } from '#worker/pixelPool.ts'
import { assertSameTimes } from './renderFilm.ts'

const options = { skip: skipWithout('ffmpeg'), timeout: 60_000 }
const { signal } = new AbortController()

test(
  'a picture that fails everywhere is replaced by its neighbour, told, and tried again by the next run',
  options,
  async (t) => {
    const making = await prepared(t)
    const first = await making.run((seq) => seq === 0 || seq === 5)
    assert.deepEqual([first.painted, first.failed], [24, 2])
    assertSameTimes(await timesOf(making.input), await timesOf(making.output))
    const { message, remedy } = filmIncomplete(first.folder, first.film, making.output)
    assert.match(
      message,
      /^2 of 24 frames of .*out\.mp4 show the frame before instead of their own:\n {2}frame 1, at 0\.00 s: no\n/,
    )
    assert.match(remedy, /Run the same command again to try these once more/)

    const again = await making.run(() => false)
    assert.deepEqual([again.painted, again.failed, again.folder.failures], [24, 0, []])
    assertSameTimes(await timesOf(making.input), await timesOf(making.output))
  },
)

test('when no picture of a part can be redrawn, the rendering ends with the reason', options, async (t) => {
  const making = await prepared(t)
  await assert.rejects(
    making.run(() => true),
    (error) =>
      error instanceof OperatorError && /None of 24 frames from frame 1 on could be redrawn: no\./.test(error.message),
  )
})

async function prepared(t: TestContext) {
  const home = temporaryFolder(t)
  const input = await makeFilm(home, 'in.mp4', { seconds: 0.8, size: '64x48' })
  const output = join(home, 'out.mp4')
  const { size: bytes, mtimeMs: modifiedMs } = statSync(input)
  const container = { format: 'mp4', sounds: ['aac'] }

  return { input, output, run }

  async function run(fails: (seq: number) => boolean) {
    const files = { input, bytes, modifiedMs, output, container, isThere: false }
    const film = await probeFilm(input, { clock, signal })
    const fit = fitted(film, undefined, { form: 'rgb24', multiple: 8 })
    const form = filmForm({ film, fit, encoder: encoderNamed('libx264', { quality: 20 }) })
    const folder = await PartsFolder.open({ files, madeWith: { seed: 1 }, overwrite: false })
    const count = { painted: 0, failed: 0 }
    const onFrame = (reason?: string) => {
      count.painted++
      if (reason !== undefined) count.failed++
    }
    const pool = new PixelPool({ keep: 4 })
    const painter = failing(fails)
    const common = { film, fit, form, folder, painter, pool, batchSize: 1, encoder: 'libx264' }
    await makeParts({ ...common, clock, signal, onFrame })
    await joinFilm({ film, files, folder, timescale: form.timescale, clock, signal })
    return { ...count, folder, film }
  }
}

/** Passes pictures through, except those that fail. */
function failing(fails: (seq: number) => boolean): FilmPainter {
  return async function* (frames) {
    for await (const frame of frames) {
      const { picture: _, ...place } = frame
      yield [fails(frame.seq) ? { ...place, reason: 'no' } : frame]
    }
  }
}
