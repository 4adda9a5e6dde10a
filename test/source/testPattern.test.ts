import assert from 'node:assert/strict'
import { test } from 'node:test'
import turbo from '@julusian/jpeg-turbo'
import type { Capture } from '#frame/capture.ts'
import { SettingsStore } from '#settings/store.ts'
import { openTestPattern } from '#source/testPattern.ts'
import { readBarCode } from '#source/testPatternDrawing.ts'
import { sourceContract, surroundings, take } from './contract.ts'

sourceContract({
  name: 'the test pattern',
  indexStartsAgain: true,
  open: (_, options) => openTestPattern({ ...options, settings: new SettingsStore({ fps: 50 }) }),
})

test('the index can be read back from the pixels, and starts again after 60', async () => {
  const settings = new SettingsStore()
  await using source = await openTestPattern({ ...surroundings(), settings, schedule: 'asap' })
  const captures = await take(source, 63)
  assert.deepEqual(captures.slice(58).map(indexSeen), [58, 59, 0, 1, 2])
  assert.deepEqual(
    captures.slice(58).map((capture) => capture.index),
    [58, 59, 0, 1, 2],
  )
})

test('a picture without a bar code has no index', () => {
  for (const shade of [0, 128, 255])
    assert.equal(readBarCode(new Uint8Array(64 * 36 * 3).fill(shade), { widthPx: 64, heightPx: 36 }), undefined)
})

test('a paused test pattern stands still while its time goes on', async () => {
  const settings = new SettingsStore({ paused: true })
  await using source = await openTestPattern({ ...surroundings(), settings, schedule: 'asap' })
  const captures = await take(source, 3)
  assert.deepEqual(captures.map(indexSeen), [0, 0, 0])
  assert.ok(captures[2].capturedMono > captures[0].capturedMono)
})

function indexSeen({ jpeg, widthPx, heightPx }: Capture): number | undefined {
  const { data } = turbo.decompressSync(Buffer.from(jpeg), { format: turbo.FORMAT_RGB })
  return readBarCode(data, { widthPx, heightPx })
}
