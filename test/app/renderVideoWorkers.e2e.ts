import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { eventually } from '#test/eventually.ts'
import { contentOf, ffmpeg, film, psnr, timesOf, tracksOf } from '#test/film.ts'
import { freePorts, type Ports } from '#test/freePorts.ts'
import { goOn } from '#test/liveShow.ts'
import { type Program, startWorker } from '#test/running.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { assertSameTimes, renderFilm } from './renderFilm.ts'

const options = { skip: skipWithout('ffmpeg'), timeout: 60_000 }

test('workers that come late, and one that is killed: every picture is there, in order, once', options, async (t) => {
  const { ports, folder, add } = await fleet(t)
  const input = await film(folder, 'in.mp4', { seconds: 8, isUneven: true })
  const output = join(folder, 'out.mp4')
  const render = add(renderFilm(input, output, flagsOf(ports)))
  await said(render, /No worker is here; waiting\. On this or another machine: npx i2i worker --primary-hostname 127/)
  const simulate = ['--engine', 'simulate', '--simulate-ms', '60']
  const [doomed] = [1, 2].map(() => add(startWorker(ports, simulate)))
  await said(render, /worker .* is here.*worker .* is here/s)
  await goOn(300)
  doomed?.kill('SIGKILL')
  assert.deepEqual(await render.ended, { code: 0, signal: null }, render.said())
  assertSameTimes(await timesOf(input), await timesOf(output))
  assert.deepEqual(await tracksOf(output), ['h264 160x96', 'aac'])
  assert.match(render.said(), /has disconnected/)
})

test(
  'a film that was passed through by workers loses next to nothing, and shows each picture at its place',
  options,
  async (t) => {
    const { ports, folder, add } = await fleet(t)
    const input = join(folder, 'in.mp4')
    await ffmpeg([
      '-f',
      'lavfi',
      '-i',
      'mandelbrot=s=320x176:r=30',
      '-t',
      '2',
      '-pix_fmt',
      'yuv420p',
      '-crf',
      '10',
      input,
    ])
    for (const engine of ['passthrough', 'passthrough']) add(startWorker(ports, ['--engine', engine]))
    const render = add(
      renderFilm(input, join(folder, 'out.mp4'), [...flagsOf(ports), '--quality', '10', '--batch-size', '3']),
    )
    assert.deepEqual(await render.ended, { code: 0, signal: null }, render.said())
    const db = await psnr(input, join(folder, 'out.mp4'))
    assert.ok(db > 35, `${db} dB`)
  },
)

test(
  'a seed that travels with the place in the film gives the same film in two runs of a fleet',
  options,
  async (t) => {
    const { ports, folder, add } = await fleet(t)
    const input = await film(folder, 'in.mp4', { seconds: 2, size: '64x48' })
    for (let i = 0; i < 2; i++) add(startWorker(ports, ['--engine', 'preview', '--threads', '1']))
    const outputs = ['a.mp4', 'b.mp4'].map((name) => join(folder, name))
    for (const output of outputs) {
      const render = add(renderFilm(input, output, [...flagsOf(ports), '--no-fixed-seed']))
      assert.deepEqual(await render.ended, { code: 0, signal: null }, render.said())
    }
    const [a, b] = await Promise.all(outputs.map(contentOf))
    assert.equal(a, b)
  },
)

function flagsOf({ job }: Ports): string[] {
  return ['--workers', '--host', '127.0.0.1', '--job-port', String(job)]
}

async function fleet(t: TestContext) {
  const folder = temporaryFolder(t)
  const ports = await freePorts()
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  return { ports, folder, add: (program: Program) => closing.use(program) }
}

async function said(program: Program, words: RegExp): Promise<void> {
  await eventually(() => words.test(program.said()), { withinMs: 15_000, what: String(words) })
}
