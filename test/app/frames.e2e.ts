import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { jpegHeader } from '#frame/jpegHeader.ts'
import { eventually } from '#test/eventually.ts'
import { ffmpeg, film } from '#test/film.ts'
import { openLiveShow } from '#test/liveShow.ts'
import { type Program, startProgram } from '#test/running.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const options = { skip: skipWithout('ffmpeg'), timeout: 60_000 }

test('frames come at the rate and in the size that was asked for', options, async (t) => {
  const folder = temporaryFolder(t)
  const video = await film(folder, 'in.mp4', { seconds: 2 })
  const said = await taken(video, join(folder, 'out'), ['--fps', '15', '--size', '64x64'])
  assert.match(said, /30 frames taken in \d+ s; .*out holds 30\./)
  assert.deepEqual(framesIn(join(folder, 'out')).slice(0, 2), ['000001.jpg', '000002.jpg'])
  for (const name of framesIn(join(folder, 'out'))) {
    const header = jpegHeader(readFileSync(join(folder, 'out', name)), 1e6)
    assert.deepEqual(header, { ok: true, widthPx: 64, heightPx: 64, components: 3 })
  }
  await taken(video, join(folder, 'part'), ['--fps', '10', '--start', '0.5', '--seconds', '1'])
  assert.equal(framesIn(join(folder, 'part')).length, 10)
})

test(
  'killed in the middle, it goes on, and the frames are those of a run that nobody disturbed',
  options,
  async (t) => {
    const folder = temporaryFolder(t)
    const video = await film(folder, 'in.mp4', { seconds: 20, size: '320x176' })
    await taken(video, join(folder, 'whole'))
    const killed = join(folder, 'killed')
    await using running = start(video, killed)
    await eventually(() => framesIn(killed).length > 50, { withinMs: 10_000 })
    running.kill('SIGKILL')
    await running.ended
    const there = framesIn(killed).length
    assert.ok(there < 600, String(there))
    await refused(
      video,
      killed,
      ['--fps', '25'],
      /frames that were taken otherwise: fps 30 instead of 25\. .*--overwrite/,
    )
    assert.match(await taken(video, killed), /\d+ frames are in .*killed already/)
    assert.deepEqual(framesIn(killed), framesIn(join(folder, 'whole')))
    const bytes = (name: string, of: string) => readFileSync(join(folder, of, name))
    for (const name of framesIn(killed)) assert.ok(bytes(name, 'killed').equals(bytes(name, 'whole')), name)
    assert.match(await taken(video, killed), /All 600 frames are in .*killed already/)
  },
)

test('a show can be switched to the folder while it fills, and takes up what comes', options, async (t) => {
  const dataRoot = temporaryFolder(t)
  const video = await film(dataRoot, 'in.mp4', { seconds: 60, size: '320x176' })
  const clip = join(dataRoot, 'clip')
  const show = await openLiveShow(t, { serverFlags: ['--data-root', dataRoot, '--no-display', '--fps', '240'] })
  const before = show.audience.seen.length
  await using running = start(video, clip)
  await eventually(() => framesIn(clip).length > 0, { what: 'a first frame' })
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ directory: clip })
  const answer = await fetch(`http://127.0.0.1:${show.ports.settings}/api/settings`, { method: 'PATCH', headers, body })
  assert.equal(answer.status, 200, await answer.clone().text())
  const first = await show.statusWhen(({ source }) => source.name.includes('clip'))
  assert.ok((first.source.length ?? 0) >= 1)
  assert.deepEqual(await running.ended, { code: 0, signal: null }, running.said())
  const last = await show.statusWhen(({ source }) => source.length === 1800, 20_000)
  assert.equal(last.source.isHealthy, true)
  assert.ok((first.source.length ?? 0) < 1800, 'it was switched to while it filled')
  assert.ok(show.audience.seen.length > before)
  assert.doesNotMatch(show.server.said(), /truncated|damaged|neither/)
})

test('what cannot be taken is told in a sentence', options, async (t) => {
  const folder = temporaryFolder(t)
  const video = await film(folder, 'in.mp4', { seconds: 1 })
  const at = (name: string) => join(folder, name)
  await ffmpeg(['-f', 'lavfi', '-i', 'sine=300:d=1', at('song.m4a')])
  await refused(at('song.m4a'), at('out'), [], /has no video track/)
  await refused(at('nothing.mp4'), at('out'), [], /nothing\.mp4 cannot be read as a video: No such file or directory/)
  await refused(folder, at('out'), [], /is a folder\. Give a video file/)
  await refused(video, at('out'), ['--start', '5'], /--start 5 is beyond the end of .*, which lasts 1\.0 s/)
  await refused(video, at('out'), ['--size', 'big'], /--size cannot be "big"/)
  await refused(video, join(video, 'out'), [], /cannot be written \((EEXIST|ENOTDIR)\)/)
})

function start(video: string, folder: string, flags: readonly string[] = []): Program {
  return startProgram([MAIN, 'frames', video, folder, ...flags])
}

async function taken(video: string, folder: string, flags: readonly string[] = []): Promise<string> {
  await using running = start(video, folder, flags)
  const { code } = await running.ended
  assert.equal(code, 0, running.said())
  return running.said()
}

async function refused(video: string, folder: string, flags: readonly string[], words: RegExp): Promise<void> {
  await using running = start(video, folder, flags)
  const { code } = await running.ended
  assert.match(running.said(), words)
  assert.notEqual(code, 0)
  assert.doesNotMatch(running.said(), /\n\s+at /)
}

function framesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{6}\.jpg$/.test(name))
    .sort()
}
