import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandDescriptions } from '#desk/commands.ts'
import { type Intent, meaningOf } from '#desk/meaning.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { defaultSettings, type Settings, settingsFields } from '#settings/schema.ts'
import { pick, seededRandom } from '#test/random.ts'

const current: Settings = Object.freeze({
  ...defaultSettings,
  prompt: 'a cat',
  secondPrompt: 'a dog',
  morePrompts: [{ text: 'an owl', weight: 0.5 }],
})

test('every setting can be given by its name, in snake case, camel case or with dashes, in any case', () => {
  for (const spelling of [
    'num_inference_steps',
    'numInferenceSteps',
    '/num-inference-steps',
    'NUM_INFERENCE_STEPS',
    'steps',
  ])
    assert.deepEqual(valuesFor(spelling, 3), { numInferenceSteps: 3 })
})

test('every setting has a description, and no name is there twice', () => {
  const names = commandDescriptions.flatMap(({ name, aliases }) => [name, ...aliases])

  assert.equal(new Set(names).size, names.length)
  for (const name of Object.keys(settingsFields))
    assert.ok(names.includes(name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)), name)
})

test('every example means something', () => {
  for (const { example } of commandDescriptions) {
    const [name = '', ...args] = example.split(' ')
    assert.ok(meaning(name, ...args), example)
  }
})

test('all arguments of a prompt are joined', () => {
  assert.deepEqual(valuesFor('prompt', 'a', 'red', 'fox', 7), { prompt: 'a red fox 7' })
  assert.deepEqual(valuesFor('prompt', 'as it is,  with spaces '), { prompt: 'as it is,  with spaces ' })
})

test('a number from OSC is written into a prompt as a person would write it', () => {
  assert.deepEqual(valuesFor('prompt', '(sea)', Math.fround(0.3), 16777216), { prompt: '(sea) 0.3 16777216' })
})

test('prompts have numbers', () => {
  assert.deepEqual(valuesFor('prompt/0', 'x'), { prompt: 'x' })
  assert.deepEqual(valuesFor('/prompt/1', 'x', 'y'), { secondPrompt: 'x y' })
  assert.deepEqual(meaning('prompt/3', 'x'), { act: 'change', values: {}, slots: [{ slot: 3, text: 'x' }] })
  assert.deepEqual(meaning('weight/2', '0.25'), { act: 'change', values: {}, slots: [{ slot: 2, weight: 0.25 }] })
})

test('a number beyond the last prompt, and a weight for a prompt that is not there, are refused', () => {
  assert.match(failure('prompt/8', 'x').message, /no prompt 8/)
  assert.match(failure('weight/3', 1).message, /no prompt 3/)
  assert.match(failure('weight/0', 1).remedy, /blend/)
})

test('yes and no are understood in every spelling', () => {
  for (const yes of ['T', 'True', '1', 1, 1.0, '1.0', true, 'on', 'yes'])
    assert.deepEqual(checked('passthrough', yes), { passthrough: true }, String(yes))
  for (const no of ['F', 'false', '0', 0, '0.0', false, 'off'])
    assert.deepEqual(checked('passthrough', no), { passthrough: false }, String(no))
})

test('a switch without a value is pressed: it turns around', () => {
  assert.deepEqual(valuesFor('passthrough'), { passthrough: true })
  assert.deepEqual(valuesFor('fixed_seed'), { fixedSeed: false })
})

test('anything else without a value is told what it wants', () => {
  assert.match(`${failure('strength').message} ${failure('strength').remedy}`, /given nothing.*0 to 1.*strength 0\.5/)
  assert.match(failure('prompt').remedy, /a text, like: prompt a red fox/)
  assert.match(failure('cue').remedy, /cue sunset/)
  assert.match(failure('strength', 1, 2).message, /given 2 values/)
})

test('blend with one argument is the share', () => {
  assert.deepEqual(valuesFor('blend', 0.3), { blend: 0.3 })
  assert.deepEqual(valuesFor('blend_t', 0.3), { blend: 0.3 })
  assert.deepEqual(valuesFor('blendT', 0.3), { blend: 0.3 })
})

const blends: readonly (readonly [args: readonly unknown[], values: Partial<Settings>])[] = [
  [[0, 1, 0.25], { blend: 0.25 }],
  [['0', '1', '0.25'], { blend: 0.25 }],
  [[1, 0, 0.25], { blend: 0.75 }],
  [[0, 0, 0.25], { blend: 0 }],
  [[1, 1, 0.25], { blend: 1 }],
  [[0, 2, 0.25], { secondPrompt: 'an owl', blend: 0.25 }],
  [[2, 0, 0.25], { secondPrompt: 'an owl', blend: 0.75 }],
  [[2, 1, 0.25], { prompt: 'an owl', blend: 0.25 }],
  [[1, 2, 0.25], { prompt: 'an owl', blend: 0.75 }],
  [['a sea', 'a hill', 0.25], { prompt: 'a sea', secondPrompt: 'a hill', blend: 0.25 }],
  [['a sea', 0, 0.25], { secondPrompt: 'a sea', blend: 0.75 }],
  [['a sea', 1, 0.25], { prompt: 'a sea', blend: 0.25 }],
]

for (const [args, values] of blends) {
  test(`blend ${args.join(' ')} sets ${JSON.stringify(values)}, however often it is sent`, () => {
    assert.deepEqual(valuesFor('blend', ...args), values)
    const again = meaningOf('blend', args, { current: { ...current, ...values } })
    assert.deepEqual(again, { act: 'change', values })
  })
}

test('blend with a prompt that is not there is refused', () => {
  assert.match(failure('blend', 0, 5, 0.5).message, /no prompt 5/)
  assert.match(failure('blend', 0, -1, 0.5).message, /no prompt -1/)
  assert.match(failure('blend', 'a', 'b').message, /given 2 values/)
  assert.match(failure('blend', 'a', 'b', 2).message, /blend cannot be 2/)
})

test('mode is a mood of the picture or the source of the pictures', () => {
  assert.deepEqual(valuesFor('mode', 'soft'), { numInferenceSteps: 3, strength: 0.5 })
  assert.deepEqual(valuesFor('mode', 'HARD'), { numInferenceSteps: 2, strength: 0.7 })
  assert.deepEqual(valuesFor('mode', 'camera'), { mode: 'camera' })
})

test('scene 1 plays from the start, scene 0 holds, progress jumps', () => {
  assert.deepEqual(valuesFor('scene', 1), { position: 0, paused: false })
  assert.deepEqual(valuesFor('scene', 'F'), { paused: true })
  assert.deepEqual(valuesFor('progress', '0.25'), { position: '0.25' })
})

test('cues are recalled, saved and removed by name', () => {
  assert.deepEqual(meaning('cue', 'last', 'light'), { act: 'recall', cue: 'last light' })
  assert.deepEqual(meaning('cue/save', 'last', 'light', '4'), { act: 'save', cue: 'last light', seconds: 4 })
  assert.deepEqual(meaning('cue/save', 7), { act: 'save', cue: '7' })
  assert.deepEqual(meaning('cue/remove', 'sunset'), { act: 'remove', cue: 'sunset' })
})

test('a button that sends numbers only can recall a cue, and does nothing when it is let go', () => {
  assert.deepEqual(meaning('/cue/Sunset', 1), { act: 'recall', cue: 'Sunset' })
  assert.deepEqual(meaning(' cue/Last Light '), { act: 'recall', cue: 'Last Light' })
  assert.deepEqual(meaning('/cue/Sunset', 0), { act: 'nothing' })
  assert.deepEqual(meaning('undo', 0), { act: 'nothing' })
  assert.deepEqual(meaning('dice'), { act: 'dice' })
  assert.deepEqual(meaning('redo', 'T'), { act: 'redo' })
})

test('a name that does not exist is answered with the nearest one', () => {
  assert.equal(failure('strenght', 1).code, 'COMMAND_UNKNOWN')
  assert.match(failure('strenght', 1).remedy, /Did you mean strength/)
  assert.match(failure('num_inference_stepz', 1).remedy, /num_inference_steps/)
  assert.match(failure('x'.repeat(100_000)).remedy, /list all commands/)
  assert.ok(failure('x'.repeat(100_000)).message.length < 200)
})

test('whatever anybody sends is understood or refused in a sentence', () => {
  const random = seededRandom(4)
  const names = commandDescriptions.map(({ name }) => name)
  for (let i = 0; i < 20_000; i++) {
    const name = pick(random, 10) === 0 ? (anything(random) as string) : (names[pick(random, names.length)] ?? '')
    const args = Array.from({ length: pick(random, 5) }, () => anything(random))
    try {
      meaningOf(String(name).replace('N', String(pick(random, 12))), args, { current, clamp: pick(random, 2) === 0 })
    } catch (error) {
      assert.ok(error instanceof OperatorError, `${String(name)} ${args.map(String)}: ${error}`)
      assert.ok(error.message.length + error.remedy.length < 6000, error.message.slice(0, 200))
    }
  }
})

function anything(random: () => number): unknown {
  const all = [
    0,
    1,
    -1,
    0.5,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 40,
    7n,
    true,
    false,
    null,
    undefined,
    '',
    ' ',
    '0',
    '1',
    '0.5',
    '-0',
    'soft',
    'T',
    'a cat',
    '\u0000',
    '💡',
    'x'.repeat(5000),
    '__proto__',
    'constructor',
    '/',
    'cue/',
    'prompt/',
    [],
    [1n],
    [{ text: 'x', weight: 1 }],
    [{ text: 'x', weight: 7n }],
    {},
    { text: 1 },
    new Uint8Array(9),
    Symbol.iterator,
    () => 1,
  ]
  return all[pick(random, all.length)]
}

function meaning(name: string, ...args: readonly unknown[]): Intent {
  return meaningOf(name, args, { current })
}

function valuesFor(name: string, ...args: readonly unknown[]): unknown {
  const intent = meaning(name, ...args)
  return intent.act === 'change' ? intent.values : intent
}

function checked(name: keyof Settings, ...args: readonly unknown[]): unknown {
  const values = valuesFor(name, ...args) as Record<string, unknown>
  return { [name]: settingsFields[name].parse(name, values[name]) }
}

function failure(name: string, ...args: readonly unknown[]): OperatorError {
  try {
    meaning(name, ...args)
  } catch (error) {
    assert.ok(error instanceof OperatorError, String(error))
    return error
  }
  assert.fail('nothing was thrown')
}
