import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { CameraPlace } from '#source/cameraPlace.ts'
import { folderOf, keptLog } from '#test/pictures.ts'

test('a camera given by name is found under whatever number it comes back', async (t) => {
  const { place, plug, unplug, log } = await machine(t, 'c920')
  await plug(0, 'HD Pro Webcam C920')
  assert.equal(await place.device(), '/dev/video0')
  await unplug(0)
  await assert.rejects(place.device(), { code: 'CAMERA_NOT_FOUND' })
  await plug(3, 'HD Pro Webcam C920')
  assert.equal(await place.device(), '/dev/video3')
  assert.deepEqual(log.lines, ['HD Pro Webcam C920 is camera 3 now; it was 0.'])
})

test('a camera given by number that comes back under another is followed, with a warning', async (t) => {
  const { place, plug, unplug, log } = await machine(t, '0')
  await plug(0, 'Webcam')
  await plug(2, 'Capture card')
  await place.device()
  await unplug(0)
  await plug(4, 'Webcam')
  assert.equal(await place.device(), '/dev/video4')
  assert.match(log.lines[0], /Camera 0 \(Webcam\) has become camera 4\. With --camera "Webcam" or a path/)
})

test('of two cameras with one name none is guessed', async (t) => {
  const { place, plug, unplug } = await machine(t, '0')
  await plug(0, 'Webcam')
  await place.device()
  await unplug(0)
  await plug(2, 'Webcam')
  await plug(4, 'Webcam')
  await assert.rejects(place.device(), { code: 'CAMERA_NOT_FOUND' })
})

test('another camera under the same number is used, with a warning', async (t) => {
  const { place, plug, unplug, log } = await machine(t, '0')
  await plug(0, 'Webcam')
  await place.device()
  await unplug(0)
  await plug(0, 'Capture card')
  assert.equal(await place.device(), '/dev/video0')
  assert.match(log.lines[0], /Camera 0 is another one now: Capture card instead of Webcam/)
  await place.device()
  assert.equal(log.lines.length, 1)
})

test('a path that is there is taken as it is', async (t) => {
  const link = join(await folderOf(t, { camera: '' }), 'camera')
  const { place } = await machine(t, link)
  assert.equal(await place.device(), link)
})

/** A machine whose cameras are plugged in and out. */
async function machine(t: TestContext, camera: string) {
  const sysfs = await folderOf(t, {})
  const log = keptLog()
  return {
    log,
    place: new CameraPlace({ camera, log, sysfs, platform: 'linux' }),
    async plug(number: number, name: string) {
      await mkdir(join(sysfs, `video${number}`))
      await writeFile(join(sysfs, `video${number}`, 'name'), `${name}\n`)
    },
    unplug: (number: number) => rm(join(sysfs, `video${number}`), { recursive: true }),
  }
}
