import assert from 'node:assert/strict'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '#flow/clock.ts'
import { askingOnce, cameraAsking } from '#source/cameraAsking.ts'
import type { CameraDetails } from '#source/cameraFormat.ts'
import { askKernel } from '#source/cameraKernel.ts'
import { manualClock } from '#test/manualClock.ts'
import { folderOf } from '#test/pictures.ts'

test('a camera that does not answer is not waited for, and not asked again until it has', async () => {
  const clock = manualClock()
  const { promise, resolve } = Promise.withResolvers<CameraDetails>()
  let asked = 0
  const ask = askingOnce(
    () => {
      asked++
      return promise
    },
    { clock },
  )
  const first = ask('/dev/video0')
  await clock.advance(3000)
  assert.match((await first).reason ?? '', /does not answer within 3 s/)
  assert.equal((await ask('/dev/video0')).state, 'unknown')
  assert.equal(asked, 1)
  resolve({ state: 'ready', formats: [] })
  await clock.settle()
  assert.equal((await ask('/dev/video0')).state, 'ready')
  assert.equal(asked, 2)
})

test('whoever stops does not wait for a camera that hangs', async () => {
  const stop = new AbortController()
  const asking = askingOnce(() => new Promise(() => undefined), { clock: manualClock() })('/dev/video0', stop.signal)
  stop.abort()
  assert.equal((await asking).state, 'unknown')
})

test('what is no video device is never opened', {
  skip: process.platform === 'linux' ? false : 'Linux only',
}, async (t) => {
  const file = join(await folderOf(t, { file: '' }), 'file')
  for (const path of ['/dev/null', file, '/dev']) assert.equal((await askKernel(path)).state, 'noDevice')
  assert.equal((await askKernel('/dev/no-such-device')).state, 'gone')
})

test('on macOS and Windows ffmpeg is asked, and its silence is told', async (t) => {
  const folder = await folderOf(t, {
    mac: '#!/bin/sh\necho "  1280x720@[15.000000 30.000000]fps" >&2\necho "Supported pixel formats:\n  nv12" >&2\nexit 1\n',
    hanging: '#!/bin/sh\nexec sleep 60\n',
  })
  for (const name of ['mac', 'hanging']) await chmod(join(folder, name), 0o755)
  const asking = (platform: NodeJS.Platform, command: string) =>
    cameraAsking({ platform, command: join(folder, command), clock: systemClock, withinMs: 300 })
  assert.deepEqual(
    (await asking('darwin', 'mac')('0')).formats.map(({ name }) => name),
    ['nv12'],
  )
  assert.equal((await asking('win32', 'hanging')('video=USB')).state, 'unknown')
})
