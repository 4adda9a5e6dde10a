import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { Beginning } from '#recording/beginning.ts'
import { Film } from '#recording/film.ts'
import { RecordingFiles } from '#recording/recordingFiles.ts'
import { silentLog } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { manualClock } from '#test/manualClock.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('an encoder that breaks in the middle of a show ends the recording after some tries, further and further apart', {
  skip: skipWithout('ffmpeg'),
}, async (t) => {
  const folder = temporaryFolder(t)
  const clock = manualClock()
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#808080' } })
    .jpeg()
    .toBuffer()
  // ffmpeg takes the first picture before it finds out
  const encoder = { name: 'broken', inputArgs: [], filter: 'null', args: ['-c:v', 'broken'], isHardware: true }
  await using film = new Film({
    ...{ files: await RecordingFiles.open(join(folder, 'show.mp4'), true), beginning: new Beginning(), encoder },
    ...{ segmentMinutes: 10, clock, log: silentLog, signal: new AbortController().signal },
  })
  let count = 0
  const add = () => film.add({ jpeg, widthPx: 64, heightPx: 64, timestamp: 1000 + 33 * count, index: count++ })
  const failed = eventually(
    async () => {
      await clock.advance(33)
      return add().then(
        () => undefined,
        (error) => error,
      )
    },
    { withinMs: 30_000, what: 'the end of the recording' },
  )
  assert.equal((await failed).code, 'RECORDING_FAILED')
  assert.ok(clock.now() > 15_000, `given up after ${clock.now()} ms`)
  assert.ok(readdirSync(folder).length <= 8)
})
