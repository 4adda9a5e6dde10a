import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverConfigFields } from '#settings/config.ts'
import { defaultsOf } from '#settings/schema.ts'
import { SettingsStore } from '#settings/store.ts'
import { openSource } from '#source/openSource.ts'
import { eventually } from '#test/eventually.ts'
import { familyOf } from '#test/processTable.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { surroundings } from './contract.ts'

test('switching to a video and back, slowly and quickly, leaves one ffmpeg behind at most, and none at the end', {
  timeout: 60_000,
  skip: skipWithout('ffmpeg'),
}, async () => {
  const before = familyOf(process.pid).length
  const children = () => familyOf(process.pid).length - before
  const settings = new SettingsStore({ mode: 'pattern', fps: 60 })
  const config = { ...defaultsOf(serverConfigFields), input: 'lavfi:testsrc2=size=64x64:rate=30' }
  const source = await openSource({ ...surroundings(), config, settings })
  const seen = new Set<number>()
  const reading = (async () => {
    for await (const { widthPx } of source) seen.add(widthPx)
  })()
  const want = (mode: string) => settings.set('mode', mode, { by: 'test' })
  for (let i = 0; i < 3; i++) {
    want('video')
    await eventually(() => source.state.name.startsWith('video') && children() === 1, { what: 'one ffmpeg' })
    want('pattern')
    await eventually(() => source.state.name === 'test pattern' && children() === 0, { what: 'no ffmpeg' })
  }
  for (let i = 0; i < 40; i++) {
    want(i % 2 === 0 ? 'video' : 'pattern')
    if (i % 4 === 0) await new Promise((done) => setTimeout(done, i))
    assert.ok(children() <= 2, `${children()} children`)
  }
  want('video')
  await eventually(() => source.state.name.startsWith('video') && children() === 1, { what: 'one ffmpeg' })
  await source[Symbol.asyncDispose]()
  await reading
  assert.equal(children(), 0)
  assert.ok(seen.has(64))
})
