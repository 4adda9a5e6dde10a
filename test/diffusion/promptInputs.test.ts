import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PromptEmbeds } from '#diffusion/prompt/promptEmbeds.ts'
import { PromptMixer } from '#diffusion/prompt/promptMixer.ts'
import { PromptInputsMaker } from '#diffusion/promptInputs.ts'

const words = { negativePrompt: 'bad', compel: true }
const mix = (text: string) => [{ text, weight: 1 }]

test('every picture has its own prompt, and one that they share is repeated', async () => {
  const maker = show()
  const { promptEmbeds, textEmbeds } = await maker.make({ prompt: 'a', ...words }, { count: 3, guided: false })
  assert.deepEqual(
    [promptEmbeds.shape, textEmbeds?.shape],
    [
      [3, 2, 2],
      [3, 1],
    ],
  )
  assert.deepEqual([...(textEmbeds?.values ?? [])], [1, 1, 1])
  const own = await maker.make({ prompt: ['c', 'a', 'b'].map(mix), ...words }, { count: 3, guided: false })
  assert.deepEqual([...own.promptEmbeds.values], [3, 3, 3, 3, 1, 1, 1, 1, 2, 2, 2, 2])
})

test('under guidance the negative prompt comes first, as often as there are pictures', async () => {
  const { textEmbeds } = await show().make({ prompt: ['c', 'a'].map(mix), ...words }, { count: 2, guided: true })
  assert.deepEqual([...(textEmbeds?.values ?? [])], [9, 9, 3, 1])
  const empty = { prompt: ['c', 'a'].map(mix), negativePrompt: '', compel: true }
  const zeros = await show({ emptyIsZero: true }).make(empty, { count: 2, guided: true })
  assert.deepEqual([...zeros.promptEmbeds.values], [0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 1, 1, 1, 1])
})

test('as long as no prompt changes, nothing is put together again', async () => {
  const maker = show({ emptyIsZero: true })
  for (const guided of [false, true]) {
    const of = (prompt: string, negativePrompt = '') =>
      maker.make({ prompt, negativePrompt, compel: true }, { count: 2, guided })
    const first = await of('a')
    assert.equal(await of('a'), first)
    assert.notEqual(await of('b'), first)
  }
})

test('more or fewer mixes than pictures are a mistake', async () => {
  await assert.rejects(show().make({ prompt: [mix('a')], ...words }, { count: 2, guided: false }), RangeError)
})

/** Letters are embedded as their numbers, `bad` as 9. */
function show({ emptyIsZero = false } = {}): PromptInputsMaker {
  const known = new Map<string, PromptEmbeds>()
  const embed = async (prompt: string) => {
    const value = prompt === 'bad' ? 9 : prompt.charCodeAt(0) - 96
    const embeds = known.get(prompt) ?? {
      tokens: 2,
      promptEmbeds: new Float32Array(4).fill(value),
      pooled: Float32Array.of(value),
    }
    known.set(prompt, embeds)
    return embeds
  }
  return new PromptInputsMaker(new PromptMixer({ embed }), { emptyIsZero })
}
