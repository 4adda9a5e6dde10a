import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { calm, LOOP, openLiveShow } from '#test/liveShow.ts'
import { halves } from '#test/pictureFolder.ts'
import { skipWithout, systemProgram } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const SUBSCRIBER = fileURLToPath(new URL('./subscriber.py', import.meta.url))

/** What the subscriber prints: of each message the number of parts, the Python types, the values, and a file for the JPEG. */
type Message = { parts: number; types: string[]; timestamp: number; index: number; file: string }

test('a Python program gets [timestamp, index, jpg] as int, int and bytes in one part', {
  skip: skipWithout('python-zmq'),
  timeout: 30_000,
}, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const folder = temporaryFolder(t)
  const before = Date.now()
  const messages = subscribe(show.ports.output, 10, folder)
  for (const { parts, types, timestamp } of messages) {
    assert.deepEqual({ parts, types }, { parts: 1, types: ['list', 'int', 'int', 'bytes'] })
    assert.ok(timestamp > before - 2000 && timestamp <= Date.now(), 'milliseconds since 1970')
  }
  const steps = messages.slice(1).map(({ index }, i) => (index - messages[i].index + LOOP) % LOOP)
  assert.deepEqual(new Set(steps), new Set([1]), 'every index once and in order')
  const times = messages.slice(1).map(({ timestamp }, i) => timestamp - messages[i].timestamp)
  assert.ok(
    times.every((ms) => ms >= 20 && ms <= 60),
    `captured every 33 ms: ${times}`,
  )
})

test('the picture is a JPEG that other programs decode', {
  skip: skipWithout('python-zmq', 'ffmpeg'),
  timeout: 30_000,
}, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const [{ file }] = subscribe(show.ports.output, 1, temporaryFolder(t))
  const ffmpeg = systemProgram('ffmpeg') ?? ''
  const { status, stderr } = spawnSync(ffmpeg, ['-v', 'error', '-i', file, '-f', 'null', '-'], { encoding: 'utf8' })
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  const { widthPx, heightPx, left, right } = halves((await show.audience.next()).jpeg)
  assert.deepEqual([widthPx, heightPx], [160, 96])
  assert.ok(left < 60 && right > 180)
})

function subscribe(port: number, count: number, folder: string): Message[] {
  const python = systemProgram('python-zmq') ?? ''
  const { status, stdout, stderr } = spawnSync(python, [SUBSCRIBER, String(port), String(count), folder], {
    encoding: 'utf8',
    timeout: 15_000,
  })
  assert.equal(status, 0, stderr)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
