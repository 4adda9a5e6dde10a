import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readColour } from '#display/readColour.ts'

test('a colour is read with or without its sign', () => {
  assert.deepEqual(readColour('--background', '#102030'), [16, 32, 48])
  assert.deepEqual(readColour('--background', 'FFffFF'), [255, 255, 255])
})

test('what is no colour is refused with an example', () => {
  for (const text of ['', 'black', '#fff', '#12345g', '1020300'])
    assert.throws(() => readColour('--background', text), { code: 'BAD_OPTION', remedy: /--background 000000/ })
})
