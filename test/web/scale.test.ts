import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf, toStep, typedNumber, valueAt } from '../../web/src/scale.ts'

test('a slider reaches both ends of its setting, bent or not', () => {
  for (const bend of [1, 2, 3]) {
    const scale = { min: 1, max: 50, step: 1, bend }
    assert.equal(valueAt(0, scale), 1)
    assert.equal(valueAt(1, scale), 50)
  }
})

test('small values get more of the way of a bent slider', () => {
  assert.equal(valueAt(0.5, { min: 0, max: 120, step: 0.1, bend: 3 }), 15)
})

test('a slider stands where its value was chosen', () => {
  const scale = { min: 0, max: 20, step: 0.1, bend: 2 }
  for (const value of [0, 0.1, 1.5, 7.5, 20]) assert.equal(valueAt(placeOf(value, scale), scale), value)
})

test('a value beyond the slider leaves it at its end', () => {
  assert.equal(placeOf(600, { min: 0, max: 120, step: 1 }), 1)
})

test('steps leave no dust of binary fractions', () => {
  assert.equal(toStep(0.1 + 0.2, { min: 0, max: 1, step: 0.01 }), 0.3)
  assert.equal(toStep(1021, { min: 64, max: 2048, step: 8 }), 1024)
})

test('a comma is a decimal point, and what is no number is nothing', () => {
  assert.equal(typedNumber(' 0,35 '), 0.35)
  assert.equal(typedNumber('-5'), -5)
  assert.equal(typedNumber(''), undefined)
  assert.equal(typedNumber('much'), undefined)
})
