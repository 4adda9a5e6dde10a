import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { namedByTime, RecordingFiles } from '#recording/recordingFiles.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('files are numbered from 001, and none that exists is touched', async (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'show-002.mp4'), 'from yesterday')
  const files = await RecordingFiles.open(join(folder, 'show.mp4'), true)
  const names = [await files.next(), await files.next(), await files.next()].map((path) => basename(path))
  assert.deepEqual(names, ['show-001.mp4', 'show-003.mp4', 'show-004.mp4'])
})

test('one file has the name that was given; what is left when it ends before its time is numbered', async (t) => {
  const files = await RecordingFiles.open(join(temporaryFolder(t), 'show.mkv'), false)
  const names = [await files.next(), await files.next()].map((path) => basename(path))
  assert.deepEqual(names, ['show.mkv', 'show-001.mkv'])
})

test('what went in stands beside what came out', async (t) => {
  const files = await RecordingFiles.open(join(temporaryFolder(t), 'show.mp4'), true)
  assert.equal(basename(await files.ofInput.next()), 'show-input-001.mp4')
})

test('another kind of file and a folder that is not there are refused with what to do', async (t) => {
  const folder = temporaryFolder(t)
  await assert.rejects(RecordingFiles.open(join(folder, 'show.avi'), true), { code: 'BAD_OPTION', remedy: /\.mp4/ })
  await assert.rejects(RecordingFiles.open(join(folder, 'show'), true), { code: 'BAD_OPTION' })
  const away = RecordingFiles.open(join(folder, 'away', 'show.mp4'), true)
  await assert.rejects(away, { code: 'OUTPUT_UNWRITABLE', remedy: /mkdir -p/ })
})

test('a recording without a name is called after its day and time', async (t) => {
  const folder = join(temporaryFolder(t), 'recordings')
  const path = await namedByTime(folder, new Date(2026, 10, 3, 21, 5, 9).getTime())
  assert.equal(path, join(folder, '2026-11-03 21.05.09.mp4'))
})

test('a folder that cannot be made is told', async (t) => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'a'))
  writeFileSync(join(folder, 'a', 'file'), '')
  await assert.rejects(namedByTime(join(folder, 'a', 'file', 'b'), 0), { code: 'OUTPUT_UNWRITABLE' })
})
