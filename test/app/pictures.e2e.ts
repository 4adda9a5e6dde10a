import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { aJpeg } from '#test/frames.ts'
import { freePorts } from '#test/freePorts.ts'
import { calm, goOn, openLiveShow } from '#test/liveShow.ts'
import { halves, pictureFolder, writePictures } from '#test/pictureFolder.ts'
import { startServer } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const timeout = 40_000
const CMYK = fileURLToPath(new URL('../fixtures/pictures/cmyk.jpg', import.meta.url))

test('pictures that cannot be shown are skipped, counted by cause and named once; the others play', {
  timeout,
}, async (t) => {
  const directory = pictureFolder(t, { count: 10 })
  const good = aJpeg({ widthPx: 160, heightPx: 96 })
  writeFileSync(join(directory, '2.jpg'), good.subarray(0, good.length / 2))
  writeFileSync(join(directory, '3.jpg'), '')
  cpSync(CMYK, join(directory, '4.jpg'))
  writeFileSync(join(directory, '5.jpg'), claiming(good, 65500, 65500))
  writeFileSync(join(directory, '6.jpg'), 'this is a text')
  const show = await openLiveShow(t, { directory, serverFlags: ['--log', 'json'] })
  await calm(show)
  await goOn(1500)
  assert.deepEqual(new Set(show.audience.seen.map(({ index }) => index)), new Set([0, 1, 7, 8, 9]))
  const { source = {} } = (await show.status()).drops
  assert.deepEqual(Object.keys(source).sort(), [
    'CMYK or unknown colours',
    'empty picture',
    'not a picture',
    'picture too large',
    'truncated picture',
  ])
  for (const name of ['2.jpg', '3.jpg', '4.jpg', '5.jpg', '6.jpg']) {
    assert.equal(show.server.said().split(`/${name} `).length - 1, 1, `${name} is named once`)
  }
})

test('a picture whose inside is damaged fails alone, and the last good one is shown in its place', {
  timeout,
}, async (t) => {
  const directory = pictureFolder(t, { count: 10 })
  const good = aJpeg({ widthPx: 160, heightPx: 96 })
  // header and end are fine, the quantisation tables are not there
  writeFileSync(join(directory, '5.jpg'), Buffer.from(good).fill(0xef, good.indexOf(0xdb), good.indexOf(0xdb) + 1))
  const show = await openLiveShow(t, { directory })
  await calm(show)
  const { frames, workers } = await show.statusWhen((status) => status.frames.failed > 2)
  assert.equal(workers[0].state, 'ready', 'the worker is not to blame')
  assert.ok(frames.published > 0)
  const shown = await show.audience.next(({ index }) => index === 5)
  assert.ok(halves(shown.jpeg).right > 180, 'not the damaged one')
})

test('a folder that is emptied while it plays: the show goes on, health says so, and is well when the files are back', {
  timeout,
}, async (t) => {
  const directory = pictureFolder(t, { count: 20 })
  const show = await openLiveShow(t, { directory })
  await calm(show)
  const emptiedMs = performance.now()
  for (const name of readdirSync(directory)) rmSync(join(directory, name))
  const { health } = await show.statusWhen((status) => !status.health.parts.input.isHealthy)
  assert.match(health.parts.input.problem ?? '', /holds no JPEG or PNG files/)
  await goOn(500)
  assert.ok(show.audience.largestGapMs(emptiedMs) < 750, `${show.audience.largestGapMs(emptiedMs)} ms`)
  writePictures(directory, { count: 20 })
  await show.statusWhen((status) => status.health.status === 'online')
  assert.ok(show.audience.largestGapMs(emptiedMs) < 750, `${show.audience.largestGapMs(emptiedMs)} ms`)
})

test('another folder is played without a gap, chosen over HTTP', { timeout }, async (t) => {
  const { show } = await showOfTwoFolders(t)
  const gaps: number[] = []
  for (const [name, light] of [
    ['light', 220],
    ['dark', 90],
    ['light', 220],
  ] as const) {
    const changedMs = performance.now()
    assert.deepEqual(await (await show.get(`/directory/${name}`)).json(), { status: 'updated' })
    await show.audience.next(({ jpeg }) => Math.abs(halves(jpeg).right - light) < 20)
    await goOn(300)
    gaps.push(show.audience.largestGapMs(changedMs))
  }
  // the machine may be busy with something else once
  assert.ok(gaps.sort((a, b) => a - b)[1] < 150, `${gaps.map(Math.round)} ms`)
})

test('a folder that does not exist or lies elsewhere is refused, and the one before plays on', {
  timeout,
}, async (t) => {
  const { show } = await showOfTwoFolders(t)
  for (const name of ['missing', '..%2f', '%2fetc', 'dark%2f..%2f..%2f..']) {
    const answer = await show.get(`/directory/${name}`)
    assert.equal(answer.status >= 400 && answer.status < 500, true, name)
  }
  await calm(show)
})

test('a folder that is missing at the start is one clear sentence, exit code 2', { timeout }, async (t) => {
  const folder = temporaryFolder(t)
  const server = startServer(await freePorts(), ['--directory', join(folder, 'missing')])
  assert.deepEqual(await server.ended, { code: 2, signal: null })
  assert.match(server.said(), /The folder .*missing does not exist\. .*--directory/)
  assert.doesNotMatch(server.said(), /\n\s+at /)
})

async function showOfTwoFolders(t: TestContext) {
  const dataRoot = temporaryFolder(t)
  mkdirSync(join(dataRoot, 'dark'))
  writePictures(join(dataRoot, 'dark'), { count: 20, light: 90 })
  writePictures(join(dataRoot, 'light'), { count: 20, light: 220 })
  const show = await openLiveShow(t, { directory: join(dataRoot, 'dark'), serverFlags: ['--data-root', dataRoot] })
  await calm(show)
  return { show, dataRoot }
}

/** The same JPEG with another size in its header. */
function claiming(jpeg: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const copy = Buffer.from(jpeg)
  const at = copy.indexOf(Buffer.from([0xff, 0xc0]))
  copy.writeUInt16BE(heightPx, at + 5)
  copy.writeUInt16BE(widthPx, at + 7)
  return copy
}
