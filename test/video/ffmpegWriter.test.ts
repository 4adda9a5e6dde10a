import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { systemClock } from '#flow/clock.ts'
import { FfmpegWriter } from '#video/ffmpegWriter.ts'

const PICTURE = Buffer.alloc(300_000)

test('pictures that wait for a slow reader leave nothing behind at it', async () => {
  const reader = spawn('cat', { stdio: ['pipe', 'ignore', 'pipe'] })
  await using writer = new FfmpegWriter(reader, systemClock)
  const listeners = () => [
    reader.listenerCount('exit'),
    reader.stdin.listenerCount('drain'),
    reader.stdin.listenerCount('close'),
  ]
  const before = listeners()
  for (let i = 0; i < 30; i++) await writer.write(PICTURE)
  assert.deepEqual(listeners(), before)
  await writer.end()
})

test('a reader that ends while it is written to is told with its last words', async () => {
  const reader = spawn('sh', ['-c', 'sleep 0.1; echo "no such encoder" >&2; exit 1'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  await once(reader, 'spawn')
  await using writer = new FfmpegWriter(reader, systemClock)
  await assert.rejects(writer.write(PICTURE), /no such encoder/)
  await assert.rejects(writer.write(PICTURE), /no such encoder/)
})
