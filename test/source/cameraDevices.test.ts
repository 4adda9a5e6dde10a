import assert from 'node:assert/strict'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { isSameCamera, openCamera } from '#source/camera.ts'
import { camerasOfAvfoundation, camerasOfDshow, chooseCamera, listCameras } from '#source/cameraDevices.ts'
import { folderOf } from '#test/pictures.ts'
import { surroundings } from './contract.ts'

const CAMERAS = [
  { index: 0, name: 'Integrated Camera', device: '/dev/video0' },
  { index: 2, name: 'HD Pro Webcam C920', device: '/dev/video2' },
]

test('a camera is chosen by number, path, name or a part of its name', () => {
  for (const wanted of ['2', '/dev/video2', 'HD Pro Webcam C920', 'c920'])
    assert.equal(chooseCamera(CAMERAS, wanted).device, '/dev/video2')
})

test('a camera that is not there is an error that lists the ones that are', () => {
  assert.throws(() => chooseCamera(CAMERAS, '1'), { code: 'CAMERA_NOT_FOUND', message: /0 \(Integrated.*2 \(HD Pro/ })
  assert.throws(() => chooseCamera([], '0'), { code: 'CAMERA_NOT_FOUND', message: /No camera is connected/ })
})

test('on Linux the nodes of a camera that carry no picture are left out', async (t) => {
  const sysfs = await folderOf(t, {})
  await node(sysfs, 'video10', { name: 'Capture card', index: '0' })
  await node(sysfs, 'video1', { name: 'Webcam', index: '1' })
  await node(sysfs, 'video0', { name: 'Webcam', index: '0' })
  assert.deepEqual(await listCameras({ platform: 'linux', sysfs }), [
    { index: 0, name: 'Webcam', device: '/dev/video0' },
    { index: 10, name: 'Capture card', device: '/dev/video10' },
  ])
})

test('on macOS the microphones are left out', () => {
  const listing = `[AVFoundation indev @ 0x7f] AVFoundation video devices:
[AVFoundation indev @ 0x7f] [0] FaceTime HD Camera
[AVFoundation indev @ 0x7f] [1] Capture screen 0
[AVFoundation indev @ 0x7f] AVFoundation audio devices:
[AVFoundation indev @ 0x7f] [0] MacBook Microphone`
  assert.deepEqual(camerasOfAvfoundation(listing), [
    { index: 0, name: 'FaceTime HD Camera', device: '0' },
    { index: 1, name: 'Capture screen 0', device: '1' },
  ])
})

test('on Windows both forms of the listing are understood', () => {
  const camera = { index: 0, name: 'USB Video', device: 'video=USB Video' }
  const now = `[dshow @ 0] "USB Video" (video)
[dshow @ 0]   Alternative name "@device_pnp_1"
[dshow @ 0] "Microphone" (audio)`
  const before = `[dshow @ 0] DirectShow video devices (some may be both)
[dshow @ 0]  "USB Video"
[dshow @ 0]     Alternative name "@device_pnp_1"
[dshow @ 0] DirectShow audio devices
[dshow @ 0]  "Microphone"`
  assert.deepEqual(camerasOfDshow(now), [camera])
  assert.deepEqual(camerasOfDshow(before), [camera])
})

test('two names of one camera are known to be the same, one that is not there is not', async (t) => {
  const sysfs = await folderOf(t, {})
  await node(sysfs, 'video990', { name: 'Webcam', index: '0' })
  await node(sysfs, 'video992', { name: 'Capture card', index: '0' })
  const isSame = (a: string, b: string) => isSameCamera(a, b, { platform: 'linux', sysfs })
  assert.equal(await isSame('990', 'webcam'), true)
  assert.equal(await isSame('990', '992'), false)
  assert.equal(await isSame('7', '7'), false)
})

test('a link to a device is the device', async (t) => {
  const folder = await folderOf(t, { device: '' })
  await symlink(join(folder, 'device'), join(folder, 'by-id'))
  const listing = { platform: 'linux', sysfs: folder } as const
  assert.equal(await isSameCamera(join(folder, 'device'), join(folder, 'by-id'), listing), true)
})

test('a name that carries signs for the terminal is shown without them, one in another script as it is', async (t) => {
  const sysfs = await folderOf(t, {})
  await node(sysfs, 'video0', { name: 'Cam\u001b[31m\u0007era', index: '0' })
  await node(sysfs, 'video2', { name: 'Kamera Größe 摄像头', index: '0' })
  const cameras = await listCameras({ platform: 'linux', sysfs })
  assert.deepEqual(
    cameras.map(({ name }) => name),
    ['Cam [31m era', 'Kamera Größe 摄像头'],
  )
  assert.equal(chooseCamera(cameras, '摄像头').index, 2)
})

test('where ffmpeg lists the cameras, its absence is told', async () => {
  const listing = { platform: 'darwin', command: '/nowhere/ffmpeg' } as const
  await assert.rejects(listCameras(listing), { code: 'FFMPEG_MISSING', remedy: /brew install ffmpeg/ })
})

test('a program that lists cameras and hangs is not waited for', async (t) => {
  const folder = await folderOf(t, { hanging: '#!/bin/sh\nexec sleep 60\n' })
  await chmod(join(folder, 'hanging'), 0o755)
  const listing = { platform: 'darwin', command: join(folder, 'hanging'), withinMs: 50 } as const
  assert.deepEqual(await listCameras(listing), [])
})

test('a camera that is not there at the start is an error of the operator', async (t) => {
  const sysfs = await folderOf(t, {})
  const size = { widthPx: 640, heightPx: 480 }
  const opening = openCamera({ ...surroundings(), camera: '7', size, platform: 'linux', sysfs })
  await assert.rejects(opening, { code: 'CAMERA_NOT_FOUND' })
})

async function node(sysfs: string, name: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(sysfs, name))
  for (const [file, content] of Object.entries(files)) await writeFile(join(sysfs, name, file), `${content}\n`)
}
