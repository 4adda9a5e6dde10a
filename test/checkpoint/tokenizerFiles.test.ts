import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readTokenizer } from '#checkpoint/tokenizerFiles.ts'
import { fixtureFolder } from '#test/expected.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import type { Json } from './modelFolder.ts'
import { refusal } from './refusal.ts'

test('the tokenizers of SDXL differ in their padding', async () => {
  const folder = fixtureFolder('tiny-sdxl')
  const [first, second] = await Promise.all([
    readTokenizer(`${folder}/tokenizer`),
    readTokenizer(`${folder}/tokenizer_2`),
  ])
  assert.equal(first.padToken, '<|endoftext|>')
  assert.equal(second.padToken, '!')
  for (const tokenizer of [first, second]) {
    assert.deepEqual([tokenizer.bosToken, tokenizer.eosToken], ['<|startoftext|>', '<|endoftext|>'])
    assert.deepEqual([tokenizer.unkToken, tokenizer.modelMaxLength], ['<|endoftext|>', 77])
    assert.equal(Object.keys(tokenizer.vocab).length, 1514)
    assert.equal(tokenizer.merges.length, 1000)
    assert.ok(tokenizer.merges.every((pair) => pair.split(' ').length === 2))
  }
  assert.deepEqual(second.specialTokens, ['<|startoftext|>', '<|endoftext|>', '!'])
})

test('what no file says is as in CLIPTokenizer', async (t) => {
  const files = await readTokenizer(tokenizer(t, {}))
  assert.deepEqual(files, {
    vocab: words,
    merges: ['a b</w>'],
    padToken: '<|endoftext|>',
    bosToken: '<|startoftext|>',
    eosToken: '<|endoftext|>',
    unkToken: '<|endoftext|>',
    modelMaxLength: 77,
    specialTokens: ['<|startoftext|>', '<|endoftext|>'],
  })
})

test('special_tokens_map.json goes before tokenizer_config.json, and a token may be a word or an object', async (t) => {
  const folder = tokenizer(t, {
    'tokenizer_config.json': { pad_token: '<|endoftext|>', bos_token: { content: 'a', lstrip: false }, unk_token: 'b' },
    'special_tokens_map.json': { pad_token: { content: '!', __type: 'AddedToken' }, unk_token: null },
  })
  const { padToken, bosToken, unkToken } = await readTokenizer(folder)
  assert.deepEqual([padToken, bosToken, unkToken], ['!', 'a', 'b'])
})

test('added tokens get their ids and are split off, whichever file adds them', async (t) => {
  const folder = tokenizer(t, {
    'added_tokens.json': { '<mine>': 7 },
    'tokenizer_config.json': {
      added_tokens_decoder: { 0: { content: '!' }, 8: { content: '<yours>', special: false } },
    },
    'special_tokens_map.json': { additional_special_tokens: ['a', { content: '<none>' }] },
  })
  const { vocab, specialTokens } = await readTokenizer(folder)
  assert.deepEqual([vocab['<mine>'], vocab['<yours>'], vocab['!']], [7, 8, 0])
  assert.deepEqual(specialTokens, ['<|startoftext|>', '<|endoftext|>', 'a', '<none>', '!', '<yours>', '<mine>'])
})

test('a limit beyond the text encoder is brought to 77, a smaller one is kept', async (t) => {
  for (const [model_max_length, expected] of [
    [1e30, 77],
    [20, 20],
    [undefined, 77],
    [null, 77],
  ] as const) {
    const folder = tokenizer(t, { 'tokenizer_config.json': { model_max_length } })
    assert.equal((await readTokenizer(folder)).modelMaxLength, expected)
  }
})

test('merges are read without their first line, with any line ends, and no more than CLIP has', async (t) => {
  const lines = Array.from({ length: 50_000 }, () => 'a b')
  const folder = temporaryFolder(t, {
    'vocab.json': JSON.stringify(words),
    'merges.txt': `#version: 0.2\r\n${lines.join('\r\n')}\r\n\r\n`,
  })
  const { merges } = await readTokenizer(folder)
  assert.equal(merges.length, 48_894)
  assert.equal(merges[0], 'a b')
})

test('two words may have one id: transformers reads such a vocabulary too', async (t) => {
  const folder = tokenizer(t, { 'vocab.json': { ...words, twin: 1 } })
  const { vocab } = await readTokenizer(folder)
  assert.deepEqual([vocab.a, vocab.twin], [1, 1])
})

for (const merges of [['a b</w>'], [['a', 'b</w>']]]) {
  test(`vocabulary and merges are taken from tokenizer.json where a file is missing: ${JSON.stringify(merges)}`, async (t) => {
    const whole = JSON.stringify({ model: { type: 'BPE', vocab: words, merges } })
    for (const beside of [{}, { 'vocab.json': '{}' }, { 'merges.txt': 'x' }]) {
      const files = await readTokenizer(temporaryFolder(t, { 'tokenizer.json': whole, ...beside }))
      assert.deepEqual([files.vocab, files.merges], [words, ['a b</w>']])
    }
  })
}

for (const [what, files, why] of [
  ['nothing', {}, /vocab\.json cannot be read: it is missing/],
  ['no merges', { 'vocab.json': '{"a":0}' }, /merges\.txt cannot be read: it is missing/],
  ['a vocabulary of words', { 'vocab.json': '{"a":"b"}', 'merges.txt': '#\n' }, /vocab\.json: a is "b"/],
  ['a vocabulary that is a list', { 'vocab.json': '[1]', 'merges.txt': '#\n' }, /vocab\.json: it holds \[1\]/],
  [
    'a vocabulary without special tokens',
    { 'vocab.json': '{"constructor":0}', 'merges.txt': '#\n' },
    /special token "<\|startoftext\|>" is not in the vocabulary/,
  ],
  [
    'a merge of three parts',
    { 'vocab.json': '{}', 'merges.txt': '#\na b\na b c\n' },
    /merges\.txt: merge 2 is "a b c" instead of two parts/,
  ],
  ['a tokenizer.json without a model', { 'tokenizer.json': '{}' }, /tokenizer\.json: model is missing/],
] as const) {
  test(`a tokenizer of ${what} is refused`, async (t) => {
    const folder = temporaryFolder(t, files)
    assert.match(await refusal('CHECKPOINT_INVALID', () => readTokenizer(folder)), why)
  })
}

test('a padding token that the vocabulary does not have, and a limit of one token, are refused', async (t) => {
  const padded = tokenizer(t, { 'special_tokens_map.json': { pad_token: '<pad>' } })
  assert.match(await refusal('CHECKPOINT_INVALID', () => readTokenizer(padded)), /special token "<pad>"/)
  const short = tokenizer(t, { 'tokenizer_config.json': { model_max_length: 1 } })
  assert.match(await refusal('CHECKPOINT_INVALID', () => readTokenizer(short)), /model_max_length is 1/)
  const odd = tokenizer(t, { 'tokenizer_config.json': { pad_token: 7 } })
  assert.match(await refusal('CHECKPOINT_INVALID', () => readTokenizer(odd)), /pad_token is 7/)
})

test('a tokenizer that is no byte-pair encoding is refused', async (t) => {
  const whole = { model: { type: 'Unigram', vocab: {}, merges: [] } }
  const folder = temporaryFolder(t, { 'tokenizer.json': JSON.stringify(whole) })
  assert.match(await refusal('CHECKPOINT_UNSUPPORTED', () => readTokenizer(folder)), /model\.type is "Unigram"/)
})

const words = { '!': 0, a: 1, b: 2, 'b</w>': 3, 'ab</w>': 4, '<|startoftext|>': 5, '<|endoftext|>': 6 }

function tokenizer(t: TestContext, files: Readonly<Record<string, Json>>): string {
  const written = Object.entries(files).map(([name, json]) => [name, JSON.stringify(json)])
  return temporaryFolder(t, {
    'vocab.json': JSON.stringify(words),
    'merges.txt': '#version: 0.2\na b</w>\n',
    ...Object.fromEntries(written),
  })
}
