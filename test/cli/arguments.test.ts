import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normaliseArguments } from '#cli/arguments.ts'
import { soloCommand } from '#cli/solo.ts'
import { workerCommand } from '#cli/worker.ts'

test('dashes, underscores, capitals and other names of an option mean the same', () => {
  for (const spelling of ['--num-inference-steps', '--num_inference_steps', '--numInferenceSteps', '--steps']) {
    assert.deepEqual(solo(spelling, '3'), ['--num-inference-steps=3'])
    assert.deepEqual(solo(`${spelling}=3`), ['--num-inference-steps=3'])
  }
})

test('a value is left as it is, even when it looks like an option', () => {
  assert.deepEqual(solo('--prompt', '--my_words = "x"\n'), ['--prompt=--my_words = "x"\n'])
  assert.deepEqual(solo('--seed', '-1'), ['--seed=-1'])
  assert.deepEqual(solo('--prompt', ''), ['--prompt='])
})

test('yes and no have three spellings', () => {
  assert.deepEqual(solo('--fixed_seed', '--mirror'), ['--fixed-seed', '--mirror'])
  assert.deepEqual(solo('--fixed_seed', 'false'), ['--fixed-seed=false'])
  assert.deepEqual(solo('--no_fixed_seed'), ['--no-fixed-seed'])
})

test('a mistyped option is told with the one that was meant', () => {
  assert.throws(() => solo('--strenght', '1'), {
    message: 'There is no option --strenght.',
    remedy: 'Did you mean --strength?',
  })
  assert.throws(() => solo('--batch_sise', '1'), { remedy: 'Did you mean --batch-size?' })
})

test('an option that is nothing like ours is answered with the way to the help', () => {
  assert.throws(() => solo('--sparkle'), { remedy: 'For all options, run: npx i2i help solo' })
  assert.throws(() => solo('-x'), { message: 'There is no option -x.' })
  assert.throws(() => solo('--no-strength'), { message: 'There is no option --no-strength.' })
})

test('an option of another command is told so', () => {
  assert.throws(() => solo('--primary_hostname', 'x'), {
    message: '--primary_hostname belongs to i2i worker; i2i solo does not take it.',
  })
})

test('an option without its value is told with what it takes', () => {
  const needed = { message: '--strength needs a value.', remedy: 'Give a number from 0 to 1.' }
  assert.throws(() => solo('--strength'), needed)
  assert.throws(() => solo('--strength', '--seed', '3'), needed)
})

test('a stray word is not taken for anything', () => {
  assert.throws(() => solo('--seed', '3', 'house'), { message: '"house" does not belong to any option.' })
})

test('what a command takes without a flag stands behind all options', () => {
  assert.deepEqual(copy('a.png', '--seed', '3', 'b.png'), ['--seed=3', '--', 'a.png', 'b.png'])
  assert.deepEqual(copy('a.png', '--', '--seed'), ['--', 'a.png', '--seed'])
})

test('a yes-or-no option does not swallow the word after it', () => {
  assert.deepEqual(copy('--mirror', 'a.png'), ['--mirror', '--', 'a.png'])
  assert.deepEqual(copy('--mirror', 'off', 'a.png'), ['--mirror=off', '--', 'a.png'])
})

test('too few and too many words are told with what the command takes', () => {
  assert.throws(() => copy('--seed', '3'), {
    message: 'i2i copy needs INPUT.',
    remedy: 'INPUT: What is read. See npx i2i help copy',
  })
  assert.throws(() => copy('a.png', 'b.png', 'c d.png'), {
    message: '"c d.png" is one word too many.',
    remedy: 'i2i copy takes INPUT OUTPUT. Put names with spaces, and patterns like "*.png", in quotes.',
  })
  assert.deepEqual(copy('--help'), ['--help'])
})

function copy(...args: string[]): string[] {
  const taken = [
    { name: 'INPUT', doc: 'What is read.', required: true },
    { name: 'OUTPUT', doc: 'What is written.', required: false },
  ]
  return normaliseArguments(args, { command: 'copy', fields: soloCommand.fields, arguments: taken, others: {} })
}

function solo(...args: string[]): string[] {
  const { name, fields } = soloCommand
  return normaliseArguments(args, { command: name, fields, others: { worker: workerCommand.fields } })
}
