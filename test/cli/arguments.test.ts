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

function solo(...args: string[]): string[] {
  const { name, fields } = soloCommand
  return normaliseArguments(args, { command: name, fields, others: { worker: workerCommand.fields } })
}
