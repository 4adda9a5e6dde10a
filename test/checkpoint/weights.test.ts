import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Weights } from '#checkpoint/weights.ts'
import { changed, emptyTensors } from '#test/tensors.ts'
import { refusal } from './refusal.ts'

const tensors = emptyTensors(
  { 'conv_in.weight': [16, 4, 3, 3], 'conv_in.bias': [16], 'mid.resnets.0.norm.weight': [16], 'mid.resnets.10.x': [] },
  'float32',
)

test('keys are walked as they are written in the checkpoint', () => {
  const weights = new Weights(tensors)
  assert.equal(weights.path, '')
  const norm = weights.at('mid').at('resnets', 0).at('norm')
  assert.equal(norm.path, 'mid.resnets.0.norm')
  assert.equal(norm.keyOf('weight'), 'mid.resnets.0.norm.weight')
  assert.deepEqual(norm.shapeOf('weight'), [16])
  assert.equal(norm.take('weight', [16]), tensors.byKey.get('mid.resnets.0.norm.weight'))
})

test('a place is there if anything lies below it, and not if its name only begins another one', () => {
  const weights = new Weights(tensors)
  assert.deepEqual(
    ['conv_in', 'conv_in.weight', 'mid.resnets.1', 'mid.resnets.10', 'conv', '', 'constructor'].map((key) =>
      weights.has(key),
    ),
    [true, true, false, true, false, false, false],
  )
  assert.ok(weights.at('mid').has('resnets.0'))
})

test('a weight that is missing is named', async () => {
  const weights = new Weights(tensors).at('mid')
  const missing = /^The weight mid\.gone is missing in no file\.$/
  assert.match(await refusal('CHECKPOINT_INVALID', () => weights.take('gone', [1])), missing)
  assert.match(await refusal('CHECKPOINT_INVALID', () => weights.shapeOf('gone')), missing)
})

test('a weight of another shape is named, with both shapes', async () => {
  const weights = new Weights(tensors)
  for (const shape of [[16, 4, 3], [16, 4, 3, 3, 1], [16, 4, 3, 1], []]) {
    const message = await refusal('CHECKPOINT_INVALID', () => weights.take('conv_in.weight', shape))
    assert.equal(
      message,
      `The weight conv_in.weight of no file has the shape [16, 4, 3, 3] instead of [${shape.join(', ')}].`,
    )
  }
})

test('whole numbers in the place of a weight come of quantising, and are refused', async () => {
  const quantised = changed(tensors, (tensor) => ({ ...tensor, dtype: 'int8' }))
  const message = await refusal('CHECKPOINT_INVALID', () => new Weights(quantised).take('conv_in.bias', [16]))
  assert.match(message, /conv_in\.bias of no file holds int8 numbers instead of float32, float16 or bfloat16/)
})

test('weights that nobody has asked for are named, a few of many', async () => {
  const weights = new Weights(tensors)
  weights.at('conv_in').take('weight', [16, 4, 3, 3])
  assert.match(
    await refusal('CHECKPOINT_INVALID', () => weights.assertAllTaken()),
    /does not account for: conv_in\.bias, mid\.resnets\.0\.norm\.weight, mid\.resnets\.10\.x\.$/,
  )
  const many = new Weights(
    emptyTensors(Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`w${i}`, []])), 'float32'),
  )
  assert.match(await refusal('CHECKPOINT_INVALID', () => many.assertAllTaken()), /: w0, w1, w2, w3, w4 and 4 more\.$/)
})

test('what was taken anywhere, or may be left over, is accounted for everywhere', () => {
  const weights = new Weights(tensors)
  weights.at('conv_in').take('weight', [16, 4, 3, 3])
  weights.at('conv_in').take('bias', [16])
  weights.at('mid').ignore(/^mid\./)
  weights.assertAllTaken()
  weights.at('conv_in').assertAllTaken()
})
