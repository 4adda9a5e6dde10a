import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Note, withNote } from '../../web/src/notes.ts'

test('three notes at a time, the newest last, and none of them twice', () => {
  const texts = ['one', 'two', 'one', 'three', 'four']
  const notes = texts.map((text, id): Note => ({ id, text, isProblem: true }))
  const shown = notes.reduce<readonly Note[]>(withNote, [])
  assert.deepEqual(
    shown.map(({ text }) => text),
    ['one', 'three', 'four'],
  )
})
