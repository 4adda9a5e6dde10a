import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWordList } from '#prompts/wordList.ts'

const list = readWordList(`
# no violence
gun            # and its kind
Crème Brûlée
bus
machine   gun nest
Straße
ピストル
武器
आग
`)

test('whole words are found, whatever their case, accents and width', () => {
  assert.equal(list.size, 8)
  assert.equal(list.find('a GUN, golden'), 'gun')
  assert.equal(list.find('ｇｕｎ'), 'gun')
  assert.equal(list.find('creme brulee on a plate'), 'Crème Brûlée')
  assert.equal(list.find('a STRASSE at night'), 'Straße')
  assert.equal(list.find('begun in Gunpowder alley, a burgundy busy bush'), undefined)
})

test('a plural with -s or -es is found too', () => {
  assert.equal(list.find('two guns'), 'gun')
  assert.equal(list.find('red buses'), 'bus')
})

test('entries of several words are found with any space and mark between them', () => {
  assert.equal(list.find('a Machine-Gun\n nest'), 'machine   gun nest')
  assert.equal(list.find('a machine nest'), undefined)
})

test('weights, quotes and characters that nobody sees hide nothing', () => {
  for (const prompt of ['g(u)1.2n', '(gun)1.3', 'gu\u200bn', '"gun"++', 'gu\u00adn', 'g(un', 'gun++']) {
    assert.equal(list.find(prompt), 'gun', JSON.stringify(prompt))
  }
})

test('scripts that write without spaces are searched for the entry anywhere', () => {
  assert.equal(list.find('古い武器の絵'), '武器')
  assert.equal(list.find('ﾋﾟｽﾄﾙを持つ人'), 'ピストル')
  assert.equal(list.find('古い絵'), undefined)
})

test('vowel signs are part of a word and no accents', () => {
  assert.equal(list.find('आग लगी'), 'आग')
  assert.equal(list.find('आगे'), undefined)
})

test('a long prompt and a long list take no time', () => {
  const large = readWordList(Array.from({ length: 20_000 }, (_, i) => `word${i} of list\n禁${i}`).join('\n'))
  const before = performance.now()
  assert.equal(large.find('word of list 禁 '.repeat(250)), undefined)
  assert.ok(performance.now() - before < 500)
})
