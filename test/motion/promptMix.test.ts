import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_MIXED_PROMPTS, mixBetween, wantedMix } from '#motion/promptMix.ts'
import { defaultSettings } from '#settings/schema.ts'

test('without a second prompt the prompt stands alone, whatever blend says', () => {
  assert.deepEqual(mixFor({ prompt: 'a cat', blend: 0.5 }), { 'a cat': 1 })
})

test('blend is the share of the second prompt', () => {
  assert.deepEqual(mixFor({ prompt: 'a cat', secondPrompt: 'a dog', blend: 0.25 }), { 'a cat': 0.75, 'a dog': 0.25 })
})

test('at the ends of blend one prompt is left', () => {
  assert.deepEqual(mixFor({ prompt: 'a cat', secondPrompt: 'a dog', blend: 0 }), { 'a cat': 1 })
  assert.deepEqual(mixFor({ prompt: 'a cat', secondPrompt: 'a dog', blend: 1 }), { 'a dog': 1 })
})

test('further prompts come on top, and all weights are brought to a sum of 1', () => {
  const morePrompts = [
    { text: 'snow', weight: 0.5 },
    { text: 'fog', weight: 0.5 },
  ]
  assert.deepEqual(mixFor({ prompt: 'a cat', morePrompts }), { 'a cat': 0.5, snow: 0.25, fog: 0.25 })
})

test('the same text twice is one prompt', () => {
  assert.deepEqual(mixFor({ prompt: 'a cat', secondPrompt: 'a cat', blend: 0.3 }), { 'a cat': 1 })
})

test('half way between two mixes each has half of its weight', () => {
  const from = wantedMix({ ...defaultSettings, prompt: 'a cat' })
  const to = wantedMix({ ...defaultSettings, prompt: 'a dog', secondPrompt: 'a cat', blend: 0.5 })
  assert.deepEqual(asObject(mixBetween(from, to, 0.5)), { 'a cat': 0.75, 'a dog': 0.25 })
})

test('a mix never has more than eight prompts: the lightest are left out', () => {
  const from = Array.from({ length: 8 }, (_, i) => ({ text: `old ${i}`, weight: 1 / 8 }))
  const mixed = mixBetween(from, [{ text: 'new', weight: 1 }], 0.5)
  assert.equal(mixed.length, MAX_MIXED_PROMPTS)
  assert.equal(mixed[0].text, 'new')
  assert.ok(Math.abs(mixed.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-12)
})

function mixFor(changes: Partial<typeof defaultSettings>): Record<string, number> {
  return asObject(wantedMix({ ...defaultSettings, ...changes }))
}

function asObject(mix: readonly { text: string; weight: number }[]): Record<string, number> {
  return Object.fromEntries(mix.map(({ text, weight }) => [text, weight]))
}
