import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCheckpoint } from '#checkpoint/checkpoint.ts'
import type { TensorSource } from '#checkpoint/tensorSource.ts'
import type { Tensors } from '#checkpoint/tensors.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { type DenoiseOptions, denoiseNetwork } from '#model/unet/denoiseGraph.ts'
import { dialectOf } from '#onnx/dialect.ts'
import { fixtureFolder } from '#test/expected.ts'
import { changed } from '#test/tensors.ts'

test('each weight of a UNet that is missing is named', async () => {
  const options = await optionsOf('tiny-sdxl')
  for (const { key } of tensorsOf(options)) assertRefused(options, without(options.tensors, key), key, 'is missing in ')
})

test('each weight of a UNet that has another shape is named, with both shapes', async () => {
  const options = await optionsOf('tiny-sdxl')
  for (const [i, { key, shape }] of tensorsOf(options).entries()) {
    const wrongs = wrongShapes(shape)
    const wrong = wrongs[i % wrongs.length] // all of them for each weight take half a minute
    const message = `has the shape [${wrong.join(', ')}] instead of [`
    assertRefused(options, reshaped(options.tensors, key, wrong), key, message)
  }
})

test('a weight that is left over in any part of a UNet is named', async () => {
  const options = await optionsOf('tiny-sdxl')
  for (const tensor of tensorsOf(options).filter((_, i) => i % 40 === 0)) {
    const extra = tensor.key.replace(/(weight|bias)$/, 'again.$1')
    const byKey = new Map([...options.tensors.byKey, [extra, { ...tensor, key: extra }]])
    assertRefused(options, { ...options.tensors, byKey }, extra, 'does not account for: ')
  }
})

test('the UNet of SD 2.x holds its weights against its config in the same way', async () => {
  const options = await optionsOf('tiny-sd21')
  for (const { key, shape } of tensorsOf(options).filter((_, i) => i % 19 === 0)) {
    assertRefused(options, without(options.tensors, key), key, 'is missing in ')
    for (const wrong of wrongShapes(shape))
      assertRefused(options, reshaped(options.tensors, key, wrong), key, `has the shape [${wrong.join(', ')}]`)
  }
})

test('a bias where the network has none is left over', async () => {
  const options = await optionsOf('tiny-sd21')
  const key = 'mid_block.attentions.0.transformer_blocks.0.attn1.to_q.bias'
  const byKey = new Map([...options.tensors.byKey, [key, { ...tensorsOf(options)[0], key, shape: [48] }]])
  assertRefused(options, { ...options.tensors, byKey }, key, 'does not account for: ')
})

test('a UNet of another depth than its config says is refused with the first weight that is out of place', async () => {
  const options = await optionsOf('tiny-sdxl')
  for (const [depth, key, why] of [
    [{ layers_per_block: [3, 3, 3] }, 'down_blocks.0.resnets.2.norm1.weight', 'is missing'],
    // what lies beside the second step on the way up is of another level
    [{ layers_per_block: [1, 1, 1] }, 'up_blocks.0.resnets.1.norm1.weight', 'has the shape [80] instead of [64]'],
    [
      { transformer_layers_per_block: [1, 1, 3] },
      'down_blocks.2.attentions.0.transformer_blocks.2.norm1.weight',
      'is missing',
    ],
  ] as const) {
    assertRefused({ ...options, config: { ...options.config, ...depth } }, options.tensors, key, why)
  }
})

test('quantised numbers in the place of a weight are named', async () => {
  const options = await optionsOf('tiny-sd21')
  const key = 'mid_block.attentions.0.proj_in.weight'
  const quantised = changed(options.tensors, (tensor) => (tensor.key === key ? { ...tensor, dtype: 'int8' } : tensor))
  assertRefused(options, quantised, key, 'holds int8 numbers')
})

async function optionsOf(name: 'tiny-sdxl' | 'tiny-sd21'): Promise<DenoiseOptions> {
  const { unet, textEncoders } = await openCheckpoint(fixtureFolder(name), { precision: 'float16', vae: 'auto' })
  return {
    ...unet,
    dialect: dialectOf('cpu', 'float32'),
    count: 1,
    height: 4,
    width: 4,
    guidance: false,
    tokens: 77,
    promptWidth: textEncoders.reduce((sum, { config }) => sum + config.hidden_size, 0),
    pooledWidth: textEncoders[1]?.config.projection_dim,
  }
}

/** The weight, and no other one, is named. */
function assertRefused(options: DenoiseOptions, tensors: Tensors, key: string, why: string): void {
  assert.throws(
    () => denoiseNetwork({ ...options, tensors }),
    (error) => {
      assert.ok(error instanceof OperatorError, `${key}: ${error instanceof Error ? error.stack : error}`)
      assert.equal(error.code, 'CHECKPOINT_INVALID')
      const named = error.message.replace(tensors.name, '').match(/[\w.]+\.(weight|bias)/g)
      assert.deepEqual(named, [key], error.message)
      assert.ok(error.message.includes(why), error.message)
      return true
    },
    key,
  )
}

/** Longer along each axis, and of more and fewer axes. */
function wrongShapes(shape: readonly number[]): readonly (readonly number[])[] {
  return [...shape.map((n, axis) => shape.with(axis, n + 2)), [...shape, 3], shape.slice(1)]
}

function tensorsOf({ tensors }: DenoiseOptions): readonly TensorSource[] {
  return [...tensors.byKey.values()]
}

function without(tensors: Tensors, key: string): Tensors {
  return changed(tensors, (tensor) => (tensor.key === key ? undefined : tensor))
}

function reshaped(tensors: Tensors, key: string, shape: readonly number[]): Tensors {
  return changed(tensors, (tensor) => (tensor.key === key ? { ...tensor, shape } : tensor))
}
