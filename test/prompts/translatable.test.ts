import assert from 'node:assert/strict'
import { test } from 'node:test'
import { translatable } from '#prompts/translatable.ts'

const english: Readonly<Record<string, string>> = {
  'eine rote Katze im Wald': 'a red cat in the forest',
  'ein Hund': 'a dog (brown)',
  eine: 'a',
  rote: 'red',
  Katze: 'cat',
  Hauskatze: 'domestic cat',
  'im Regen': 'in the rain',
  雨の中の: 'in the rain',
  猫: 'cat',
  が走る: 'runs',
}

test('a prompt without syntax is translated as a whole', () => {
  assert.deepEqual(translatable('eine rote Katze im Wald').texts, ['eine rote Katze im Wald'])
  assert.equal(inEnglish(' eine rote Katze im Wald '), ' a red cat in the forest ')
})

test('weights, blends and line breaks stay where they are', () => {
  assert.equal(inEnglish('eine (rote)1.3 Katze++'), 'a (red)1.3 cat++')
  assert.equal(inEnglish('((Katze)1.2 im Regen)0.8'), '((cat)1.2 in the rain)0.8')
  assert.equal(inEnglish('"Katze"++ im Regen'), '"cat"++ in the rain')
  assert.equal(inEnglish('("Katze", "Hauskatze").blend(0.3, 0.7)'), '("cat", "domestic cat").blend(0.3, 0.7)')
  assert.equal(inEnglish('Katze.attend(0.5) im Regen'), 'cat.attend(0.5) in the rain')
  assert.equal(inEnglish('Katze\n  im Regen'), 'cat\n  in the rain')
})

test('a weight that was for one word is for all words of its translation', () => {
  assert.equal(inEnglish('eine Hauskatze-- im Regen'), 'a (domestic cat)-- in the rain')
})

test('parentheses and quotes that the translation brings along are no syntax', () => {
  assert.equal(inEnglish('("ein Hund", "Katze").blend(1, 1)'), '("a dog \\(brown\\)", "cat").blend(1, 1)')
})

test('languages without spaces get those that English needs', () => {
  assert.equal(inEnglish('雨の中の(猫)1.3が走る'), 'in the rain (cat)1.3 runs')
  assert.equal(inEnglish('猫++'), 'cat++')
})

test('a prompt whose texts come back unchanged is the same to the letter', () => {
  const prompts = [
    '',
    '1.5',
    'a hot-dog, x-ray-',
    'well-known++ thing',
    '\\(really\\) 50+ at 3.5mm f/1.4',
    '(never closed',
    'a "3 cats" (b)(c)1.2d',
    ' two  spaces \n\n lines ',
    'hot(dog)1.3s',
  ]
  for (const prompt of prompts) {
    const { texts, join } = translatable(prompt)
    assert.equal(join(texts), prompt)
  }
})

test('what has no letters is not sent', () => {
  assert.deepEqual(translatable('(1.5)++ ... 3').texts, [])
})

test('the longest prompts are taken apart in no time, however they are made', () => {
  const prompts = ['a+ ', '(', 'a-', '.blend(', ' ', '\n ', '")1.', '\\('].map((piece) =>
    piece.repeat(4000 / piece.length),
  )
  const before = performance.now()
  for (const prompt of prompts) translatable(`${prompt}x`)
  assert.ok(performance.now() - before < 1000)
})

function inEnglish(prompt: string): string {
  const { texts, join } = translatable(prompt)
  return join(texts.map((text) => english[text] ?? text))
}
