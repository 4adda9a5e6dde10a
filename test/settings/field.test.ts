import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OperatorError } from '#errors/operatorError.ts'
import { boolean, choice, type Field, InvalidValue, integer, real, text } from '#settings/field.ts'

const doc = ''
const strength = real({ default: 0.5, min: 0, max: 1, doc })
const steps = integer({ default: 2, min: 1, max: 50, doc })
const resolution = integer({ default: 512, min: 64, max: 2048, multipleOf: 8, doc })
const batchSize = integer({ default: 4, min: 1, max: 32, also: ['auto'], doc })
const mirror = boolean({ default: false, doc })
const pacing = choice({ default: 'smooth', choices: ['smooth', 'fast'], doc })
const prompt = text({ default: '', maxLength: 10, doc })

const taken: readonly (readonly [field: Field, raw: unknown, value: unknown])[] = [
  [strength, 0.25, 0.25],
  [strength, '0.25', 0.25],
  [strength, ' 1e-1 ', 0.1],
  [strength, 0, 0],
  [strength, 1, 1],
  [steps, 50, 50],
  [steps, '3', 3],
  [steps, '3.0', 3],
  [resolution, 1000, 1000],
  [resolution, 1001, 1000],
  [resolution, 1004, 1008],
  [resolution, '2051', 2048],
  [batchSize, 'auto', 'auto'],
  [batchSize, ' AUTO ', 'auto'],
  [batchSize, '8', 8],
  [pacing, 'fast', 'fast'],
  [pacing, ' Smooth', 'smooth'],
  [prompt, '', ''],
  [prompt, 'sea, ink', 'sea, ink'],
  [prompt, 42, '42'],
]
for (const [field, raw, value] of taken) {
  test(`${field.kind}: ${JSON.stringify(raw)} is taken as ${JSON.stringify(value)}`, () => {
    assert.equal(field.parse('name', raw), value)
  })
}

for (const word of ['true', 'True', 'TRUE', '1', 'on', 'On', 'yes', 'YES', 't', 'y', ' true ', 1, true]) {
  test(`boolean: ${JSON.stringify(word)} is yes`, () => assert.equal(mirror.parse('mirror', word), true))
}
for (const word of ['false', 'False', 'FALSE', '0', 'off', 'OFF', 'no', 'No', 'f', 'n', 0, false]) {
  test(`boolean: ${JSON.stringify(word)} is no`, () => assert.equal(mirror.parse('mirror', word), false))
}

const noValues = [undefined, null, {}, [], ['1'], Number.NaN, '']
const refused: readonly (readonly [field: Field, range: string, raws: readonly unknown[]])[] = [
  [strength, 'a number from 0 to 1', [...noValues, -0.01, 1.01, 'much', '0,5', Number.POSITIVE_INFINITY, '1e999']],
  [steps, 'a whole number from 1 to 50', [...noValues, 0, 51, 1.5, '2.5', 'two', '1_0']],
  [resolution, 'a whole number from 64 to 2048', [...noValues, 0, 56, 2056, 'large']],
  [batchSize, 'a whole number from 1 to 32 or auto', [...noValues, 0, 33, 'automatic']],
  [mirror, 'true or false', [...noValues, 2, -1, 'maybe', 'tru', 'ja', ['true'], { toString: () => 'true' }]],
  [pacing, 'smooth or fast', [...noValues, 'slow', 1, ['fast']]],
  [prompt, 'text of at most 10 characters', [undefined, null, {}, [], true, 'x'.repeat(11)]],
]
for (const [field, range, raws] of refused) {
  for (const raw of raws) {
    test(`${field.kind}: ${JSON.stringify(raw) ?? 'undefined'} is refused, naming the field and ${range}`, () => {
      assert.throws(
        () => field.parse('theName', raw),
        (error) => {
          assert.ok(error instanceof OperatorError && error instanceof InvalidValue)
          assert.equal(error.code, 'SETTING_INVALID')
          assert.match(error.message, /^theName cannot be /)
          assert.equal(error.remedy, `Give ${range}.`)
          assert.deepEqual([error.field, error.range], ['theName', range])
          return true
        },
      )
    })
  }
}

test('a door that clamps brings numbers to the nearest limit, and to whole numbers and multiples', () => {
  const clamped = (field: Field, raw: unknown) => field.parse('name', raw, { clamp: true })
  assert.deepEqual([clamped(strength, -3), clamped(strength, 7), clamped(strength, 0.3)], [0, 1, 0.3])
  assert.deepEqual([clamped(steps, 2.6), clamped(steps, 0), clamped(steps, 1e9)], [3, 1, 50])
  assert.deepEqual([clamped(resolution, 517), clamped(resolution, 1), clamped(resolution, 5000)], [520, 64, 2048])
  assert.equal(clamped(batchSize, 'auto'), 'auto')
  assert.throws(() => clamped(strength, 'much'), InvalidValue, 'what is no number stays wrong')
})

test('a door that clamps reads numbers as faders and buttons mean them', () => {
  const clamped = (field: Field, raw: unknown) => field.parse('name', raw, { clamp: true })
  assert.deepEqual(
    [0, 0.49, 0.5, 1, 127].map((raw) => clamped(mirror, raw)),
    [false, false, true, true, true],
  )
  assert.deepEqual(
    [0, 1, 0.8].map((raw) => clamped(pacing, raw)),
    ['smooth', 'fast', 'fast'],
  )
  for (const raw of [2, -1, Number.NaN]) assert.throws(() => clamped(pacing, raw), InvalidValue)
  assert.throws(() => clamped(mirror, Number.NaN), InvalidValue)
})

test('a text that is too long is not repeated whole in the error', () => {
  assert.throws(
    () => prompt.parse('prompt', 'x'.repeat(1e6)),
    (error: Error) => error.message.length < 100,
  )
})

test('a value that is nested without end is refused like any other', () => {
  const nested = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown
  const error = new InvalidValue('strength', nested, 'a number')
  assert.equal(error.message, 'strength cannot be "…".')
  assert.equal(error.value, '…')
})
