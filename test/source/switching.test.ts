import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Capture } from '#frame/capture.ts'
import { SettingsStore } from '#settings/store.ts'
import type { Source } from '#source/source.ts'
import { sourceOf } from '#source/sourceOf.ts'
import { type SourceWish, switching } from '#source/switching.ts'
import { silentLog } from '#telemetry/log.ts'
import { manualClock } from '#test/manualClock.ts'

test('another source is played as soon as it has delivered a picture, and the old one is closed', async () => {
  await using show = await aShow()
  assert.equal(await show.next(), 'video 0')
  show.settings.set('mode', 'pattern', { by: 'test' })
  await show.clock.settle()
  assert.deepEqual(await show.some(3), ['pattern 0', 'pattern 1', 'pattern 2'])
  assert.deepEqual(show.open, ['pattern'])
})

test('while the new source has no picture yet the old one plays on', async () => {
  await using show = await aShow()
  show.silent.add('camera 0')
  show.settings.set('mode', 'camera', { by: 'test' })
  await show.clock.settle()
  assert.deepEqual(await show.some(3), ['video 0', 'video 1', 'video 2'])
})

test('a source that cannot be opened is told, tried again, and the old one plays on meanwhile', async () => {
  await using show = await aShow()
  show.broken.add('camera 0')
  show.settings.set('mode', 'camera', { by: 'test' })
  await show.clock.settle()
  assert.equal(await show.next(), 'video 0')
  assert.match(show.source.state.problem ?? '', /camera 0 is not there.*keeps playing/)
  assert.equal(show.source.state.name, 'video')
  show.broken.clear()
  await show.clock.advance(1000)
  assert.equal(await show.next(), 'camera 0 0')
  assert.equal(show.source.state.isHealthy, true)
})

test('another camera is another source, and a change of camera elsewhere is none', async () => {
  await using show = await aShow()
  show.settings.set('camera', '3', { by: 'test' })
  await show.clock.settle()
  assert.deepEqual(show.open, ['video'])
  show.settings.setAll({ mode: 'camera', camera: '1' }, { by: 'test' })
  await show.clock.settle()
  assert.equal(await show.next(), 'camera 1 0')
})

test('going back before the new source is there leaves the old one as it is', async () => {
  await using show = await aShow()
  show.broken.add('camera 0')
  show.settings.set('mode', 'camera', { by: 'test' })
  await show.clock.settle()
  show.settings.set('mode', 'video', { by: 'test' })
  await show.clock.settle()
  assert.deepEqual(show.open, ['video'])
  assert.equal(show.source.state.isHealthy, true)
  assert.equal(await show.next(), 'video 0')
})

test('switching to and fro leaves nothing open but what plays', async () => {
  await using show = await aShow()
  for (let i = 0; i < 20; i++) {
    show.settings.set('mode', i % 2 === 0 ? 'pattern' : 'zmq', { by: 'test' })
    if (i % 3 === 0) await show.clock.settle()
  }
  await show.clock.advance(5000)
  assert.match((await show.next()) ?? '', /^zmq/)
  assert.deepEqual(show.open, ['zmq'])
})

test('what is open when the show ends is closed, however often it is asked for', async () => {
  const show = await aShow()
  show.settings.set('mode', 'pattern', { by: 'test' })
  await show.clock.settle()
  await show.source[Symbol.asyncDispose]()
  await show.source[Symbol.asyncDispose]()
  assert.deepEqual(show.open, [])
})

test('if the first source cannot be had there is no show', async () => {
  await assert.rejects(aShow({ broken: ['video'] }), /video is not there/)
})

async function aShow(wishes: { broken?: readonly string[] } = {}) {
  const clock = manualClock()
  const settings = new SettingsStore()
  const open: string[] = []
  const broken = new Set(wishes.broken)
  const silent = new Set<string>()
  const stopping = new AbortController()
  const source = await switching({
    ...{ settings, clock, log: silentLog, signal: stopping.signal },
    async open({ mode, camera }: SourceWish, signal: AbortSignal) {
      const name = mode === 'camera' ? `camera ${camera}` : mode
      if (broken.has(name)) throw new Error(`${name} is not there.`)
      open.push(name)
      return fakeSource(name, signal, { isSilent: silent.has(name), onClose: () => open.splice(open.indexOf(name), 1) })
    },
  })
  const captures = source[Symbol.asyncIterator]()
  const next = async () => {
    const { value } = await captures.next()
    return value ? `${new TextDecoder().decode(value.jpeg)} ${value.index}` : undefined
  }
  return {
    ...{ clock, settings, open, broken, silent, source, next },
    async some(count: number) {
      const all: (string | undefined)[] = []
      for (let i = 0; i < count; i++) all.push(await next())
      return all
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await source[Symbol.asyncDispose]()
    },
  }
}

/** Pictures as fast as they are asked for; its JPEGs are its name. */
function fakeSource(
  name: string,
  signal: AbortSignal,
  { isSilent, onClose }: { isSilent: boolean; onClose: () => void },
): Source {
  const size = { widthPx: 16, heightPx: 16 }
  return sourceOf({
    signal,
    state: () => ({ name, isHealthy: true }),
    close: onClose,
    async *read(ended): AsyncGenerator<Capture, void, undefined> {
      if (isSilent) await new Promise<void>((done) => ended.addEventListener('abort', () => done(), { once: true }))
      for (let index = 0; !ended.aborted; index++) {
        yield { ...size, jpeg: new TextEncoder().encode(name), index, capturedAtMs: index, capturedMono: index }
      }
    },
  })
}
