import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConditioner } from '#diffusion/prompt/conditioner.ts'
import { PromptMixer } from '#diffusion/prompt/promptMixer.ts'
import type { TextEncoder } from '#diffusion/prompt/textEncoder.ts'
import type { OperatorError } from '#errors/operatorError.ts'
import { fixtureTokenizer } from './fixtureTokenizer.ts'
import { smallTextEncoder } from './smallTextEncoder.ts'

const compel = { compel: true }

test('a mix is the weighted sum of its embeddings, pooled vectors included', async () => {
  const { mixer } = show()
  const weights = { 'a cat': 0.5, 'a (dog)1.3': 0.3, 'the sea': 0.2 }
  const mix = Object.entries(weights).map(([text, weight]) => ({ text, weight }))
  const parts = await Promise.all(mix.map(({ text }) => mixer.embed([{ text, weight: 1 }], compel)))
  const mixed = await mixer.embed(mix, compel)
  for (const tensor of ['promptEmbeds', 'pooled'] as const) {
    const values = mixed[tensor] as Float32Array
    const wanted = values.map((_, i) =>
      parts.reduce((sum, part, k) => sum + (part[tensor] as Float32Array)[i] * mix[k].weight, 0),
    )
    assert.deepEqual(values, wanted)
  }
  assert.equal(mixed.tokens, 77)
})

test('a prompt that is alone comes as it is, whether others weigh nothing or are not there', async () => {
  const { mixer, conditioner } = show()
  const plain = await conditioner.embed('a cat', compel)
  assert.equal(await mixer.embed([{ text: 'a cat', weight: 1 }], compel), plain)
  const beside = [
    { text: 'a dog', weight: 0 },
    { text: 'a cat', weight: 1 },
  ]
  assert.equal(await mixer.embed(beside, compel), plain)
})

test('a new prompt costs one run of each text encoder, and the way to it none', async () => {
  const { mixer, runs } = show()
  await mixer.embed(way(0), compel)
  assert.equal(runs(), 2)
  for (let share = 0.01; share < 1; share += 0.01) await mixer.embed(way(share), compel)
  assert.equal(runs(), 4)
})

test('pictures with equal weights share one sum, also when another mix came in between', async () => {
  const { mixer } = show()
  const [first, second, again] = await Promise.all([0.3, 0.4, 0.3].map((share) => mixer.embed(way(share), compel)))
  assert.equal(first, again)
  assert.notEqual(first, second)
  assert.equal(await mixer.embed(way(0.3), compel), first)
  assert.notEqual(await mixer.embed(way(0.3), { compel: false }), first)
})

test('what is wrong with one of the prompts is told, and the others are not spoilt', async () => {
  const { mixer } = show()
  const bad = [...way(0.5).slice(1), { text: '("a", "b").blend(1)', weight: 0.5 }]
  await assert.rejects(mixer.embed(bad, compel), (error) => (error as OperatorError).code === 'PROMPT_INVALID')
  assert.equal((await mixer.embed(way(0.5), compel)).tokens, 77)
})

function way(share: number) {
  const mix = [
    { text: 'a cat', weight: 1 - share },
    { text: 'a dog', weight: share },
  ]
  return mix.filter(({ weight }) => weight > 0)
}

/** A mixer for a small checkpoint, with encoders that count. */
function show() {
  let count = 0
  const counted = (encoder: TextEncoder): TextEncoder => ({
    encode(ids, attentionMask) {
      count++
      return encoder.encode(ids, attentionMask)
    },
  })
  const conditioner = openConditioner({
    family: 'sdxl',
    encoders: ['', '_2'].map((suffix, i) => ({
      tokenizer: fixtureTokenizer('tiny-sdxl', `tokenizer${suffix}`),
      encoder: counted(smallTextEncoder('tiny-sdxl', `text_encoder${suffix}`)),
      width: [32, 48][i],
    })),
    onWarning: () => undefined,
  })
  return { mixer: new PromptMixer(conditioner), conditioner, runs: () => count }
}
