import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Conditioner, openConditioner } from '#diffusion/prompt/conditioner.ts'
import type { PromptEmbeds } from '#diffusion/prompt/promptEmbeds.ts'
import type { TextEncoder, TextEncoding } from '#diffusion/prompt/textEncoder.ts'
import { assertClose, type Expected, expected } from '#test/expected.ts'
import { fixtureTokenizer } from './fixtureTokenizer.ts'
import { smallTextEncoder } from './smallTextEncoder.ts'

/** A text encoder that counts how often it is run. */
type CountedTextEncoder = TextEncoder & { readonly runs: number }

for (const checkpoint of ['tiny-sdxl', 'tiny-sd21'] as const) {
  for (const name of ['plain', 'weighted', 'long'] as const) {
    test(`${checkpoint}: the ${name} prompt gives compel's numbers`, async () => {
      const { conditioner, wanted } = show(checkpoint)
      assertEmbeds(
        await conditioner.embed(wanted.json.compel_prompts[name], { compel: true }),
        wanted,
        `compel/${name}`,
      )
    })
  }

  test(`${checkpoint}: a blend is the weighted sum of its prompts, pooled vectors included`, async () => {
    const { conditioner, wanted } = show(checkpoint)
    const [first, second] = wanted.json.prompts
    const blend = `("${first}", "${second}").blend(0.3, 0.7)`
    assertEmbeds(await conditioner.embed(blend, { compel: true }), wanted, 'blend')
    assertEmbeds(await conditioner.embed(blend.replace('0.3, 0.7', '3, 7'), { compel: true }), wanted, 'blend')
  })

  test(`${checkpoint}: without compel, prompts are what diffusers encodes`, async () => {
    const { conditioner, wanted } = show(checkpoint)
    const size = wanted.floats('te/prompt_embeds').length / 2
    for (const i of [0, 1]) {
      const { promptEmbeds, tokens, pooled } = await conditioner.embed(wanted.json.prompts[i], { compel: false })
      assert.equal(tokens, 77)
      assertClose(promptEmbeds, wanted.floats('te/prompt_embeds').slice(i * size, (i + 1) * size), 1e-4, `prompt ${i}`)
      if (checkpoint === 'tiny-sd21') assert.equal(pooled, undefined)
      else
        assertClose(pooled as Float32Array, wanted.floats('te/pooled').slice(i * 40, (i + 1) * 40), 1e-4, `pooled ${i}`)
    }
  })
}

test('a new prompt costs one run of each text encoder, a known one none', async () => {
  const { conditioner, encoders } = show('tiny-sdxl')
  await conditioner.embed('a photo of a cat', { compel: true })
  assert.deepEqual(runs(encoders), [1, 1])
  const again = await conditioner.embed('a photo of a cat', { compel: true })
  assert.equal(again, await conditioner.embed('a photo of a cat', { compel: true }))
  await conditioner.embed('a photo of a cat', { compel: false })
  assert.deepEqual(runs(encoders), [1, 1])
})

test('a change of blend weights runs no text encoder', async () => {
  const { conditioner, encoders } = show('tiny-sdxl')
  const blend = (share: number) =>
    conditioner.embed(`("a cat", "a dog").blend(${share}, ${1 - share})`, { compel: true })
  const all = await Promise.all([blend(0), blend(0.25), blend(1)])
  assert.deepEqual(runs(encoders), [2, 2])
  await blend(0.75)
  assert.deepEqual(runs(encoders), [2, 2])
  assert.deepEqual(all[0]?.promptEmbeds, (await conditioner.embed('a dog', { compel: true })).promptEmbeds)
  assert.deepEqual(all[2]?.pooled, (await conditioner.embed('a cat', { compel: true })).pooled)
})

test('turning a weight up or down encodes nothing again but the text as written, for the pooled vector', async () => {
  const { conditioner, encoders } = show('tiny-sdxl')
  await conditioner.embed('a (cat)1.3 and a (dog)0.5', { compel: true })
  assert.deepEqual(runs(encoders), [3, 4]) // the text, the empty prompt, the text without dog; for the second also as written
  await conditioner.embed('a (cat)1.4 and a (dog)0.6', { compel: true })
  assert.deepEqual(runs(encoders), [3, 5])
})

test('whoever asks for a prompt while it is being encoded waits for the same run', async () => {
  const { conditioner, encoders } = show('tiny-sd21')
  const asked = ['a cat', 'a cat', 'a cat'].map((prompt) => conditioner.embed(prompt, { compel: true }))
  const [first, second] = await Promise.all(asked)
  assert.equal(first, second)
  assert.deepEqual(runs(encoders), [1])
})

test('64 prompts are remembered, of more than that the ones used last', async () => {
  const { conditioner, encoders } = show('tiny-sd21', { encode: quick })
  const visit = async (count: number) => {
    for (let i = 0; i < count; i++) await conditioner.embed(`number ${i}`, { compel: true })
  }
  await visit(64)
  await visit(64)
  assert.deepEqual(runs(encoders), [64])
  await visit(200)
  assert.deepEqual(runs(encoders), [200])
  await conditioner.embed('number 199', { compel: true })
  assert.deepEqual(runs(encoders), [200])
  await conditioner.embed('number 0', { compel: true })
  assert.deepEqual(runs(encoders), [201])
})

test('a text encoder that failed is asked again', async () => {
  let isBroken = true
  const { conditioner } = show('tiny-sdxl', {
    encode: (ids) => (isBroken ? Promise.reject(new Error('device lost')) : quick(ids)),
  })
  await assert.rejects(conditioner.embed('a cat', { compel: true }), /device lost/)
  isBroken = false
  assert.equal((await conditioner.embed('a cat', { compel: true })).promptEmbeds.length, 77 * 80)
})

test('without compel, weights and blends are text to the letter', async () => {
  const { conditioner, warnings } = show('tiny-sd21', { encode: quick })
  const plain = await conditioner.embed('a (cat)1.3 x.swap(y) ("a", "b").blend(1)', { compel: false })
  assert.equal(plain.tokens, 77)
  assert.deepEqual(warnings, [])
})

test('a prompt that is too long is cut, and one warning says where', async () => {
  const { conditioner, warnings, wanted } = show('tiny-sdxl', { encode: quick })
  const { long } = wanted.json.compel_prompts
  for (const prompt of [long, 'a cat', long, `("${long}", "a cat").blend(1, 2)`]) {
    await conditioner.embed(prompt, { compel: true })
  }
  assert.deepEqual(warnings, [
    'The prompt is longer than the 75 tokens that the model reads: ' +
      'it ends after “… district, tower number 3 of the western”, and “district, tower number 4 of the western …” has no effect. Shorten it.',
  ])
})

test('a parenthesis without a partner is text, and a warning says so', async () => {
  const { conditioner, warnings } = show('tiny-sd21', { encode: quick })
  await conditioner.embed('a badly (formed prompt', { compel: true })
  assert.match(warnings[0] ?? '', /parenthesis in the prompt is read as text.*character 9: “a badly \(formed prompt”/)
  assert.equal(warnings.length, 1)
})

test('a prompt of 60 kB is taken like any other', async () => {
  const { conditioner, warnings } = show('tiny-sd21', { encode: quick })
  for (const prompt of ['cat '.repeat(15_000), '('.repeat(60_000), '夜'.repeat(20_000), '(a)+ '.repeat(12_000)]) {
    assert.equal((await conditioner.embed(prompt, { compel: true })).tokens, 77)
  }
  assert.equal(warnings.filter((sentence) => sentence.includes('75 tokens')).length, 4)
})

test('no weight gives numbers that are not numbers', async () => {
  const { conditioner } = show('tiny-sd21')
  for (const prompt of ['a (cat)0', '()0.5', '(a)0 (b)0', 'a (cat)1000', '(a)0.', '"" ""-']) {
    const { promptEmbeds } = await conditioner.embed(prompt, { compel: true })
    assert.ok(promptEmbeds.every(Number.isFinite), prompt)
  }
})

/** Stands in for an encoder where only the number of runs matters: the states are the ids. */
function quick(ids: readonly number[]): Promise<TextEncoding> {
  const states = (width: number) =>
    Float32Array.from({ length: 77 * width }, (_, i) => ids[Math.floor(i / width)] as number)
  return Promise.resolve({ last: states(48), penultimate: states(48), pooled: states(1) })
}

function counted(encoder: TextEncoder): CountedTextEncoder {
  let runs = 0
  return {
    get runs() {
      return runs
    },
    encode(ids, attentionMask) {
      runs++
      return encoder.encode(ids, attentionMask)
    },
  }
}

function runs(encoders: readonly CountedTextEncoder[]): number[] {
  return encoders.map((encoder) => encoder.runs)
}

/** A conditioner for a small checkpoint, with encoders that count. */
function show(
  checkpoint: 'tiny-sdxl' | 'tiny-sd21',
  { encode }: Partial<TextEncoder> = {},
): {
  conditioner: Conditioner
  encoders: CountedTextEncoder[]
  warnings: string[]
  wanted: Expected
} {
  const suffixes = checkpoint === 'tiny-sdxl' ? ['', '_2'] : ['']
  const encoders = suffixes.map((suffix) =>
    counted(encode ? { encode } : smallTextEncoder(checkpoint, `text_encoder${suffix}`)),
  )
  const warnings: string[] = []
  const conditioner = openConditioner({
    family: checkpoint === 'tiny-sdxl' ? 'sdxl' : 'sd',
    encoders: suffixes.map((suffix, i) => ({
      tokenizer: fixtureTokenizer(checkpoint, `tokenizer${suffix}`),
      encoder: encoders[i] as CountedTextEncoder,
      width: checkpoint === 'tiny-sdxl' && i === 0 ? 32 : 48,
    })),
    onWarning: (sentence) => warnings.push(sentence),
  })
  return { conditioner, encoders, warnings, wanted: expected(checkpoint) }
}

function assertEmbeds({ promptEmbeds, tokens, pooled }: PromptEmbeds, wanted: Expected, name: string): void {
  assert.equal(tokens, 77)
  assertClose(promptEmbeds, wanted.floats(`${name}/embeds`), 1e-4, `${name}/embeds`)
  if (wanted.names.includes(`${name}/pooled`)) {
    assertClose(pooled as Float32Array, wanted.floats(`${name}/pooled`), 1e-4, `${name}/pooled`)
  }
}
