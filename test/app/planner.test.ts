import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planner } from '#app/planner.ts'
import { Motion } from '#motion/motion.ts'
import { SettingsStore } from '#settings/store.ts'
import { aFrame } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'

const inEnglish = { admitted: (given: string) => ({ given, used: given.replace('Katze', 'cat') }) }

test('a batch is planned with prompts as the model gets them', () => {
  const settings = new SettingsStore({ prompt: 'Katze', negativePrompt: 'keine Katze', strength: 0.4 })
  const plan = planner(new Motion({ settings, clock: manualClock() }), inEnglish)
  const { parameters, looks } = plan([aFrame({ seq: 0 }), aFrame({ seq: 1 })])
  assert.equal(parameters.prompt, 'cat')
  assert.equal(parameters.negativePrompt, 'keine cat')
  assert.equal(parameters.strength, 0.4)
  assert.deepEqual(
    looks.map(({ prompts }) => prompts),
    [[{ text: 'cat', weight: 1 }], [{ text: 'cat', weight: 1 }]],
  )
})

test('every frame of a batch has the mix of its own moment', () => {
  const settings = new SettingsStore({ prompt: 'snow', transitionSeconds: 1, transitionCurve: 'linear' })
  const plan = planner(new Motion({ settings, clock: manualClock() }), inEnglish)
  settings.set('prompt', 'fog', { by: 'test' })
  const frames = [aFrame({ seq: 0, capturedMono: 250 }), aFrame({ seq: 1, capturedMono: 500 })]
  const [first, second] = plan(frames).looks
  assert.deepEqual(first.prompts, [
    { text: 'snow', weight: 0.75 },
    { text: 'fog', weight: 0.25 },
  ])
  assert.deepEqual(second.prompts, [
    { text: 'snow', weight: 0.5 },
    { text: 'fog', weight: 0.5 },
  ])
})

test('what weighs most stands for all where a worker can be told only one', () => {
  const settings = new SettingsStore({
    prompt: 'snow',
    secondPrompt: 'fog',
    blend: 1,
    seed: 3,
    secondSeed: 4,
    seedTravel: 1,
  })
  const { parameters } = planner(new Motion({ settings, clock: manualClock() }), inEnglish)([aFrame({ seq: 0 })])
  assert.equal(parameters.prompt, 'fog')
  assert.equal(parameters.seed, 4)
})

test('a plan cannot be changed any more', () => {
  const settings = new SettingsStore()
  const { parameters } = planner(new Motion({ settings, clock: manualClock() }), inEnglish)([aFrame({ seq: 0 })])
  assert.throws(() => Object.assign(parameters, { strength: 1 }), TypeError)
})
