import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionOf, shortcuts } from '../../web/src/shortcuts.ts'

test('every key of the list does what the list says', () => {
  const presses: Record<string, Parameters<typeof actionOf>[0]> = {
    Space: { key: ' ' },
    '1 – 9': { key: '4' },
    'Ctrl+Z': { key: 'z', ctrlKey: true },
    'Ctrl+Shift+Z': { key: 'Z', ctrlKey: true, shiftKey: true },
    '?': { key: '?', shiftKey: true },
  }
  for (const { keys, action } of shortcuts) {
    assert.equal(actionOf(presses[keys] ?? { key: keys })?.action, action, keys)
  }
})

test('a digit names a cue by its place, from 0', () => {
  assert.deepEqual(actionOf({ key: '1' }), { action: 'cue', place: 0 })
  assert.deepEqual(actionOf({ key: '9' }), { action: 'cue', place: 8 })
  assert.equal(actionOf({ key: '0' }), undefined)
})

test('the keys of the browser stay with the browser', () => {
  for (const press of [
    { key: 'p', ctrlKey: true },
    { key: 'f', metaKey: true },
    { key: 'd', altKey: true },
    { key: 'Tab' },
    { key: 'F5' },
    { key: 'constructor' },
  ])
    assert.equal(actionOf(press), undefined, press.key)
})

test('a Mac undoes with its command key', () => {
  assert.equal(actionOf({ key: 'z', metaKey: true })?.action, 'undo')
})
