import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverConfigFields } from '#settings/config.ts'
import type { Settings } from '#settings/schema.ts'
import { defaultsOf } from '#settings/schema.ts'
import { SettingsStore } from '#settings/store.ts'
import { type OpenSourceOptions, openSource } from '#source/openSource.ts'
import { inputArguments } from '#source/video.ts'
import { folderOf, jpegOf } from '#test/pictures.ts'
import { surroundings, take } from './contract.ts'

test('without an input, video means the folder of the settings', async (t) => {
  const directory = await folderOf(t, { '1.jpg': jpegOf(1) })
  await using source = await open({ mode: 'video' }, directory)
  assert.equal(source.state.name, `folder ${directory}`)
})

test('every mode opens its own source', async () => {
  await using pattern = await open({ mode: 'pattern' })
  assert.equal(pattern.state.name, 'test pattern')
  await using zmq = await open({ mode: 'zmq', input: 'tcp://127.0.0.1:9' })
  assert.equal(zmq.state.name, 'pictures from tcp://127.0.0.1:9')
})

test('the crop is none unless it is asked for, except for a camera', async () => {
  await using whole = await open({ mode: 'pattern' })
  assert.equal((await take(whole, 1))[0].crop, undefined)
  await using cropped = await open({ mode: 'pattern', crop: '512x400' })
  assert.deepEqual((await take(cropped, 1))[0].crop, { widthPx: 512, heightPx: 400 })
})

test('from the test pattern to a folder and back while the show runs', async (t) => {
  const directory = await folderOf(t, { '1.jpg': jpegOf(1) })
  const settings = new SettingsStore({ directory, mode: 'pattern', fps: 100 })
  await using source = await openSource({ ...surroundings(), config: defaultsOf(serverConfigFields), settings })
  const captures = source[Symbol.asyncIterator]()
  const until = async (name: string) => {
    while (source.state.name !== name) assert.equal((await captures.next()).done, false)
  }
  await until('test pattern')
  settings.set('mode', 'video', { by: 'test' })
  await until(`folder ${directory}`)
  assert.equal(source.state.length, 1)
  settings.set('mode', 'pattern', { by: 'test' })
  await until('test pattern')
})

test('a camera that is not there is told while the pattern goes on', async () => {
  const settings = new SettingsStore({ mode: 'pattern', fps: 100 })
  await using source = await openSource({ ...surroundings(), config: defaultsOf(serverConfigFields), settings })
  const captures = source[Symbol.asyncIterator]()
  settings.setAll({ mode: 'camera', camera: 'no such camera' }, { by: 'test' })
  while (source.state.isHealthy) assert.equal((await captures.next()).done, false)
  assert.match(source.state.problem ?? '', /There is no camera no such camera\..*The one before keeps playing\./)
  assert.equal(source.state.name, 'test pattern')
})

test('a size that is none is refused before anything opens', async () => {
  for (const wrong of [{ crop: '1024' }, { crop: '0x5' }, { cameraSize: 'big' }])
    await assert.rejects(open({ mode: 'camera', ...wrong }), { code: 'BAD_OPTION', remedy: /WIDTHxHEIGHT/ })
})

test('a video file that is not there is an error of the operator', async () => {
  await assert.rejects(open({ mode: 'video', input: '/nowhere/clip.mp4' }), { code: 'INPUT_UNREADABLE' })
})

test('files are read at the speed of real time and loop; live inputs come when they come', () => {
  assert.deepEqual(inputArguments('/a/b: c.mp4'), ['-re', '-stream_loop', '-1', '-i', 'file:/a/b: c.mp4'])
  assert.deepEqual(inputArguments('https://x.org/clip.mp4?a=1').slice(0, 3), ['-re', '-stream_loop', '-1'])
  assert.deepEqual(inputArguments('rtsp://cam/1').slice(0, 2), ['-rtsp_transport', 'tcp'])
  assert.ok(!inputArguments('srt://host:9000').includes('-re'))
  assert.deepEqual(inputArguments('lavfi:testsrc2=size=64x64'), ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=64x64'])
})

function open(
  { mode = 'video', ...config }: Partial<OpenSourceOptions['config'] & Pick<Settings, 'mode'>>,
  directory = 'nowhere',
) {
  const settings = new SettingsStore({ directory, mode })
  return openSource({ ...surroundings(), config: { ...defaultsOf(serverConfigFields), ...config }, settings })
}
