import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidValue } from '#settings/field.ts'
import { MAX_MORE_PROMPTS, weightedPrompts } from '#settings/weightedPrompts.ts'

const field = weightedPrompts({ doc: 'Further prompts.' })
const parsed = (raw: unknown, clamp = false) => field.parse('morePrompts', raw, { clamp })
const refused = (raw: unknown) => assert.throws(() => parsed(raw), InvalidValue)

test('prompts with weights come as a list, as its JSON, or as lines that begin with the weight', () => {
  const list = [
    { text: 'a cat', weight: 0.5 },
    { text: 'two dogs', weight: 1 },
  ]
  assert.deepEqual(parsed(list), list)
  assert.deepEqual(parsed(JSON.stringify(list)), list)
  assert.deepEqual(parsed('0.5 a cat\n1 two dogs\n'), list)
})

test('an empty text is an empty list', () => {
  assert.deepEqual(parsed(''), [])
})

test('what is no such list is refused', () => {
  for (const raw of [7, null, {}, 'a cat', '[1', [1], [{ text: 'a' }], [{ text: 'a', weight: Number.NaN }]])
    refused(raw)
  refused([{ text: 'a', weight: '1' }])
  refused([{ text: 'x'.repeat(4001), weight: 1 }])
  refused(Array.from({ length: MAX_MORE_PROMPTS + 1 }, () => ({ text: 'a', weight: 1 })))
})

test('a weight out of range is refused, or brought to the limit for a fader', () => {
  refused([{ text: 'a', weight: 11 }])
  assert.deepEqual(parsed([{ text: 'a', weight: -1 }], true), [{ text: 'a', weight: 0 }])
})

test('nobody can change the list afterwards, and nothing else comes along with it', () => {
  const [prompt] = parsed([{ text: 'a', weight: 1, evil: true }])
  assert.deepEqual(Object.keys(prompt), ['text', 'weight'])
  assert.throws(() => Object.assign(prompt, { weight: 2 }), TypeError)
})
