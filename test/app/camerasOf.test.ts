import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { camerasOf } from '#app/camerasOf.ts'
import { manualClock } from '#test/manualClock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('cameras are listed anew after two seconds, not before', async (t) => {
  const sysfs = temporaryFolder(t)
  const clock = manualClock()
  const cameras = camerasOf(clock, { platform: 'linux', sysfs })
  assert.deepEqual(await cameras(), [])
  await mkdir(join(sysfs, 'video3'))
  await writeFile(join(sysfs, 'video3', 'name'), 'Webcam\n')
  await clock.advance(1900)
  assert.deepEqual(await cameras(), [])
  await clock.advance(200)
  assert.deepEqual(await cameras(), [{ id: '3', name: 'Webcam' }])
})
