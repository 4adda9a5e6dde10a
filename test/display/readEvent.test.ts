import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENT, EVENT_BYTES } from '#display/sdl/constants.ts'
import { readEvent } from '#display/sdl/readEvent.ts'

test('a key is told by its character, once, however long it is held', () => {
  assert.deepEqual(readEvent(key('q')), { type: 'key', key: 'q' })
  assert.deepEqual(readEvent(key(' ')), { type: 'key', key: ' ' })
  assert.equal(readEvent(key('q', { isRepeat: true })), undefined)
})

test('a key without a character is none of ours', () => {
  assert.equal(readEvent(event(EVENT.KEYDOWN, (view) => view.setInt32(20, 0x4000003a, true))), undefined)
})

test('a window that was uncovered or resized is drawn again, one that was only moved is not', () => {
  const window = (what: number) => readEvent(event(EVENT.WINDOW, (view) => view.setUint8(12, what)))
  assert.deepEqual([window(3), window(6)], [{ type: 'exposed' }, { type: 'exposed' }])
  assert.equal(window(4), undefined)
})

test('the end, a lost graphics card and other screens are told, and nothing else', () => {
  const types = [EVENT.QUIT, EVENT.RENDER_DEVICE_RESET, EVENT.RENDER_TARGETS_RESET, EVENT.DISPLAY, 0x400]
  const told = types.map((type) => readEvent(event(type))?.type)
  assert.deepEqual(told, ['closed', 'lost', 'lost', 'screens', undefined])
})

function key(character: string, { isRepeat = false } = {}): Uint8Array {
  return event(EVENT.KEYDOWN, (view) => {
    view.setUint8(13, isRepeat ? 1 : 0)
    view.setInt32(20, character.charCodeAt(0), true)
  })
}

function event(type: number, fill: (view: DataView) => void = () => undefined): Uint8Array {
  const bytes = new Uint8Array(EVENT_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, type, true)
  fill(view)
  return bytes
}
