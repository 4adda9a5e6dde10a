import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePrompt } from '#diffusion/prompt/parsePrompt.ts'
import { OperatorError } from '#errors/operatorError.ts'

test('a prompt without syntax is one piece of text', () => {
  assert.deepEqual(weights('a photo of  a cat, 4k'), [['a photo of a cat, 4k', 1]])
  assert.deepEqual(weights(''), [['', 1]])
  assert.deepEqual(weights('a hot-dog, semi-detached - 3 + 4'), [['a hot-dog, semi-detached - 3 + 4', 1]])
})

test('a number behind parentheses is a weight, a plus is 1.1 and a minus 0.9', () => {
  assert.deepEqual(weights('a (cat)1.3'), [
    ['a', 1],
    ['cat', 1.3],
  ])
  assert.deepEqual(weights('(some words)+ "and more"-- rain++ snow-'), [
    ['some words', 1.1],
    ['and more', 0.81],
    ['rain', 1.21],
    ['snow', 0.9],
  ])
  assert.deepEqual(weights('cat.attend(0.5) (big dog).attend(+)'), [
    ['cat', 0.5],
    ['big dog', 1.1],
  ])
})

test('nested weights multiply', () => {
  assert.deepEqual(weights('fire (flames (trees)1.5 smoke+)2.0'), [
    ['fire', 1],
    ['flames', 2],
    ['trees', 3],
    ['smoke', 2.2],
  ])
})

test('parentheses without a weight only hold together', () => {
  assert.deepEqual(weights('hamburger ((kaiser roll))'), [['hamburger kaiser roll', 1]])
})

test('escaped parentheses and quotes are characters', () => {
  assert.deepEqual(weights('mountain (\\(man\\))+ \\"hi\\"'), [
    ['mountain', 1],
    ['(man)', 1.1],
    ['"hi"', 1],
  ])
})

test('parentheses that do not fit are text, and a notice shows the place', () => {
  for (const prompt of ['a badly (formed prompt', '(((a', 'smile :) now', 'glued(word)1.3', '(a = b)1.2']) {
    const { parts, notices } = parsePrompt(prompt)
    assert.deepEqual(parts[0]?.fragments, [{ text: prompt, weight: 1 }])
    assert.equal(notices.length, 1)
    assert.match(notices[0] ?? '', /character \d+: “/)
  }
  assert.deepEqual(parsePrompt('a (cat)1.2 \\(here\\)').notices, [])
})

test('a blend has any number of prompts, and weights that are brought to a sum of 1', () => {
  assert.deepEqual(blend('("a cat", "a (big)1.2 dog").blend(1, 3)'), [
    ['a cat', 0.25],
    ['a (big)1.2 dog', 0.75],
  ])
  assert.deepEqual(
    blend('("one", "two", "three").blend(0.5, 0.25, 0.25)').map(([, share]) => share),
    [0.5, 0.25, 0.25],
  )
  assert.deepEqual(blend('(mountain, (tall man)).blend()'), [
    ['mountain', 0.5],
    ['tall man', 0.5],
  ])
  assert.deepEqual(blend('("say \\"hi\\"", "b").blend(1, -0.5, no_normalize)'), [
    ['say "hi"', 1],
    ['b', -0.5],
  ])
})

test('inside the quotes of a blend stands a prompt like any other', () => {
  const { parts } = parsePrompt('("fire (flames)++ - red", "").blend(1, 1)')
  assert.deepEqual(
    parts.map(({ fragments }) => fragments.map(({ text }) => text)),
    [['fire', 'flames', '- red'], ['']],
  )
})

const refused: readonly (readonly [prompt: string, sentence: RegExp])[] = [
  ['("a", "b").blend(0.7)', /has 2 prompt\(s\) and 1 weight\(s\), at character 11: “\("a", "b"\)\.blend\(0\.7\)”/],
  ['("a", "b").blend(1, 2, 3)', /2 prompt\(s\) and 3 weight\(s\)/],
  ['("a", "b").blend(1, much)', /“much” is not a number/],
  ['("a", "b").blend(1, -1)', /add up to 0/],
  [`("a", "b").blend(1, ${'9'.repeat(400)})`, /NaN times/],
  ['("a", "b").blend(1, 1', /not closed/],
  ['("a", "b").blend(1, 1) in the rain', /Text follows the blend, at character \d+: “….* in the rain”/],
  ['in the rain ("a", "b").blend(1, 1)', /blend cannot be read/],
  ['(two words, more words).blend(1, 1)', /blend cannot be read/],
  ['("a", "b").and()', /\.and\(\) is not supported/],
  ['a cat.swap(dog)', /\.swap\(\).*at character 6/],
  ['withLora(style, 0.5) a cat', /LoRA/],
  ['shot (in)1900s', /weight 1900 is more than 1000/],
]

for (const [prompt, sentence] of refused) {
  test(`${prompt.slice(0, 40)} is refused with the place and a remedy`, () => {
    assert.throws(
      () => parsePrompt(prompt),
      (error) => {
        assert.ok(error instanceof OperatorError)
        assert.equal(error.code, 'PROMPT_INVALID')
        assert.match(error.message, sentence)
        return error.remedy !== ''
      },
    )
  })
}

test('60 kB of anything are read in no time', () => {
  for (const piece of ['(', '( ', '((a) ', '"(', '("a" ', '(a)', 'a+ ', '"\\"', '((((a =', ').blend ', '(x', '\\"']) {
    const startedAtMs = performance.now()
    parsePrompt(piece.repeat(60_000 / piece.length))
    assert.ok(performance.now() - startedAtMs < 1000, piece) // about 50 ms; the limit is for a busy machine
  }
})

function weights(prompt: string): [string, number][] {
  const { parts } = parsePrompt(prompt)
  assert.equal(parts.length, 1)
  return (parts[0]?.fragments ?? []).map(({ text, weight }) => [text, Number(weight.toFixed(9))])
}

function blend(prompt: string): [string, number][] {
  return parsePrompt(prompt).parts.map(({ source, share }) => [source, share])
}
