import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Motion } from '#motion/motion.ts'
import type { Settings } from '#settings/schema.ts'
import { SettingsStore, type Transition } from '#settings/store.ts'
import { manualClock } from '#test/manualClock.ts'

test('without a transition time a new prompt is there at once, for frames that wait in a batch too', async () => {
  const { set, promptsAt, clock } = aShow({ prompt: 'a cat' })
  await clock.advance(1000)
  set({ prompt: 'a dog' })
  assert.deepEqual(promptsAt(990), { 'a dog': 1 })
})

test('a new prompt cross-fades over the transition time, by the time each frame was captured', async () => {
  const { set, promptsAt, clock } = aShow({ prompt: 'a cat', transitionSeconds: 2, transitionCurve: 'linear' })
  await clock.advance(1000)
  set({ prompt: 'a dog' })
  assert.deepEqual(promptsAt(1000), { 'a cat': 1 })
  assert.deepEqual(promptsAt(1500), { 'a cat': 0.75, 'a dog': 0.25 })
  assert.deepEqual(promptsAt(2500), { 'a dog': 0.75, 'a cat': 0.25 })
  assert.deepEqual(promptsAt(3000), { 'a dog': 1 })
})

test('a third prompt set during a cross-fade starts from the mix that is on show', async () => {
  const { set, promptsAt, clock } = aShow({ prompt: 'a cat', transitionSeconds: 2, transitionCurve: 'linear' })
  set({ prompt: 'a dog' })
  await clock.advance(1000)
  set({ prompt: 'a bird' })
  assert.deepEqual(promptsAt(1000), { 'a cat': 0.5, 'a dog': 0.5 })
  assert.deepEqual(promptsAt(2000), { 'a bird': 0.5, 'a cat': 0.25, 'a dog': 0.25 })
})

test('the blend fader is followed at once, even with a transition time', async () => {
  const { set, promptsAt } = aShow({ prompt: 'a cat', secondPrompt: 'a dog', transitionSeconds: 5 })
  set({ blend: 0.5 })
  assert.deepEqual(promptsAt(0), { 'a cat': 0.5, 'a dog': 0.5 })
})

test('a fader that is moved during a cross-fade bends its end and does not start it anew', async () => {
  const { set, promptsAt, clock } = aShow({ prompt: 'a cat', transitionSeconds: 2, transitionCurve: 'linear' })
  set({ prompt: 'a dog', secondPrompt: 'snow' })
  await clock.advance(1000)
  set({ blend: 1 })
  assert.deepEqual(promptsAt(1000), { 'a cat': 0.5, snow: 0.5 })
  assert.deepEqual(promptsAt(2000), { snow: 1 })
})

test('a cue brings its own time along', async () => {
  const { set, promptsAt } = aShow({ prompt: 'a cat' })
  set({ prompt: 'a dog' }, { seconds: 4, curve: 'linear' })
  assert.deepEqual(promptsAt(1000), { 'a cat': 0.75, 'a dog': 0.25 })
})

test('a cue that only moves a fader moves it in its own time, too', async () => {
  const { set, promptsAt } = aShow({ prompt: 'a cat', secondPrompt: 'a dog' })
  set({ blend: 1 }, { seconds: 4, curve: 'linear' })
  assert.deepEqual(promptsAt(1000), { 'a cat': 0.75, 'a dog': 0.25 })
})

test('a new seed travels over its own time', async () => {
  const { set, seedsAt } = aShow({ seed: 1, seedTravelSeconds: 2, transitionCurve: 'linear' })
  set({ seed: 2 })
  assert.deepEqual(seedsAt(1000), { 1: 0.71, 2: 0.71 })
  assert.deepEqual(seedsAt(2000), { 2: 1 })
})

test('the travel of seeds by hand is followed at once', async () => {
  const { set, seedsAt } = aShow({ seed: 1, secondSeed: 2, seedTravelSeconds: 9 })
  set({ seedTravel: 0.5 })
  assert.deepEqual(seedsAt(0), { 1: 0.71, 2: 0.71 })
})

test('setting the prompt that is on show already starts nothing', async () => {
  const { set, promptsAt } = aShow({ prompt: 'a cat', transitionSeconds: 2 })
  set({ prompt: 'a cat' })
  assert.deepEqual(promptsAt(500), { 'a cat': 1 })
})

test('a change that was meant for a moment leaves frames alone that were captured before it', async () => {
  const { motion, set, promptsAt, clock } = aShow({ prompt: 'a cat', strength: 0.5 })
  await clock.advance(1002)
  motion.mark(1000)
  set({ prompt: 'a dog', strength: 0.6 })
  assert.deepEqual(promptsAt(999), { 'a cat': 1 })
  assert.deepEqual(promptsAt(1000), { 'a dog': 1 })
  assert.equal(motion.settingsAt(999).strength, 0.5)
  assert.equal(motion.settingsAt(1000).strength, 0.6)
})

test('frames on both sides of such a moment do not share a batch', async () => {
  const { motion, clock } = aShow({})
  await clock.advance(1000)
  motion.mark(1000)
  assert.equal(motion.divides(966, 999), false)
  assert.equal(motion.divides(966, 1000), true)
  assert.equal(motion.divides(1000, 1033), false)
})

test('moments are forgotten when no frame can ask for them any more', async () => {
  const { motion, set, clock } = aShow({ strength: 0.1 })
  await clock.advance(1000)
  motion.mark(1000)
  set({ strength: 0.2 })
  await clock.advance(20_000)
  motion.mark(21_000)
  assert.equal(motion.settingsAt(500).strength, 0.2)
})

test('after its end nothing is followed any more', () => {
  const { motion, set, promptsAt } = aShow({ prompt: 'a cat' })
  motion[Symbol.dispose]()
  set({ prompt: 'a dog' })
  assert.deepEqual(promptsAt(0), { 'a cat': 1 })
})

function aShow(initial: Partial<Settings>) {
  const clock = manualClock()
  const settings = new SettingsStore(initial)
  const motion = new Motion({ settings, clock })
  return {
    clock,
    motion,
    set: (changes: Partial<Settings>, transition?: Transition) =>
      settings.setAll(changes, { by: 'test', ...(transition && { transition }) }),
    promptsAt: (mono: number) =>
      Object.fromEntries(motion.lookAt(mono).prompts.map(({ text, weight }) => [text, weight])),
    seedsAt: (mono: number) =>
      Object.fromEntries(motion.lookAt(mono).seeds.map(({ seed, weight }) => [seed, Math.round(weight * 100) / 100])),
  }
}
