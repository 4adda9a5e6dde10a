import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTokenizer } from '#diffusion/prompt/tokenizer.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { expected } from '#test/expected.ts'
import { seededRandom } from '#test/random.ts'
import { fixtureTokenizer } from './fixtureTokenizer.ts'

for (const checkpoint of ['tiny-sdxl', 'tiny-sd21'] as const) {
  const { prompts, tokens } = expected(checkpoint).json
  for (const name of Object.keys(tokens)) {
    test(`${checkpoint}/${name} gives transformers' ids for all ${prompts.length} prompts`, () => {
      const tokenizer = openTokenizer(fixtureTokenizer(checkpoint, name))
      for (const [i, prompt] of prompts.entries()) {
        assert.deepEqual(tokenizer.pad(tokenizer.encode(prompt)), tokens[name].ids[i], JSON.stringify(prompt))
      }
    })
  }
}

test('stopping early does not change the tokens that count', () => {
  const tokenizer = openTokenizer(fixtureTokenizer('tiny-sdxl', 'tokenizer'))
  for (const prompt of expected('tiny-sdxl').json.prompts) {
    assert.deepEqual(tokenizer.encode(prompt, 20).slice(0, 20), tokenizer.encode(prompt).slice(0, 20))
  }
})

test('no string is too strange', () => {
  const tokenizer = openTokenizer(fixtureTokenizer('tiny-sdxl', 'tokenizer_2'))
  const vocabulary = Object.keys(fixtureTokenizer('tiny-sdxl', 'tokenizer_2').vocab).length
  for (const text of ['\u0000', '\ud800', 'a\udc00b', '\ud83d', '!\u0301', '<|endoftext|', ...strangeStrings(1000)]) {
    const ids = tokenizer.encode(text)
    assert.ok(
      ids.every((id) => Number.isInteger(id) && id >= 0 && id < vocabulary),
      JSON.stringify(text),
    )
    assert.equal(tokenizer.pad(ids).length, 77)
  }
})

test('60 kB of text are no more work than a prompt that fits', () => {
  const tokenizer = openTokenizer(fixtureTokenizer('tiny-sd21', 'tokenizer'))
  for (const text of ['cat dog, '.repeat(6700), 'a'.repeat(60_000), '!'.repeat(60_000), '夜'.repeat(20_000)]) {
    const startedAtMs = performance.now()
    assert.ok(tokenizer.encode(text, 76).length >= 76)
    assert.ok(performance.now() - startedAtMs < 500, text.slice(0, 10)) // about 10 ms; the limit is for a busy machine
  }
})

test('a padding token that the vocabulary does not have is an error that names it', () => {
  const files = { ...fixtureTokenizer('tiny-sd21', 'tokenizer'), padToken: '<pad>' }
  assert.throws(
    () => openTokenizer(files),
    (error) => error instanceof OperatorError && error.code === 'CHECKPOINT_INVALID' && /<pad>/.test(error.message),
  )
})

function strangeStrings(count: number): string[] {
  const random = seededRandom(3)
  return Array.from({ length: count }, () =>
    String.fromCharCode(...Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 0x10000))),
  )
}
