import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dialectOf } from '#onnx/dialect.ts'
import { Graph } from '#onnx/graph.ts'
import type { LayerWeights } from '#onnx/initializer.ts'
import { largestError } from '#test/expected.ts'
import { runGraph } from '#test/ort.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const cpu = dialectOf('cpu', 'float32')

test('a linear layer is x · Wᵀ + b, whether its weight is a matrix or a 1x1 convolution', async (t) => {
  const weight = [1, 2, 3, 4, 5, 6]
  for (const shape of [
    [2, 3],
    [2, 3, 1, 1],
  ]) {
    const weights = layer(temporaryFolder(t), { weight: [weight, shape], bias: [[10, 20], [2]] })
    const { y, second } = await runGraph(
      cpu,
      (g) => {
        const x = g.input('x', 'float32', [1, 2, 3])
        return { y: g.linear(x, weights), second: g.linearRows(x, weights, 1, 2) }
      },
      { x: Float32Array.of(1, 0, 0, 1, 1, 1) },
    )
    assert.deepEqual([...(y as Float32Array)], [11, 24, 16, 35])
    assert.deepEqual([...(second as Float32Array)], [24, 35], 'some rows are the same numbers as all of them')
  }
})

test('a convolution pads by half its kernel, or as it is told', async (t) => {
  const weights = layer(temporaryFolder(t), { weight: [Array(9).fill(1), [1, 1, 3, 3]] })
  const { same, halved, none } = await runGraph(
    cpu,
    (g) => {
      const x = g.input('x', 'float32', [1, 1, 4, 4])
      return {
        same: g.conv(x, weights, { bias: false }),
        halved: g.conv(g.pad(x, { bottom: 1, right: 1 }), weights, { stride: 2, padding: 0, bias: false }),
        none: g.conv(x, weights, { padding: 0, bias: false }),
      }
    },
    { x: new Float32Array(16).fill(1) },
  )
  assert.deepEqual([...(same as Float32Array)], [4, 6, 6, 4, 6, 9, 9, 6, 6, 9, 9, 6, 4, 6, 6, 4])
  assert.deepEqual([...(halved as Float32Array)], [9, 6, 6, 4])
  assert.deepEqual([...(none as Float32Array)], [9, 9, 9, 9])
})

test('norms of groups and of rows give mean 0 and variance 1, then scale and shift', async (t) => {
  const weights = layer(temporaryFolder(t), { weight: [[1, 2, 3, 4], [4]], bias: [[0, 10, 20, 30], [4]] })
  const { groups, rows } = await runGraph(
    cpu,
    (g) => ({
      groups: g.groupNorm(g.input('x', 'float32', [1, 4, 1, 2]), weights, { groups: 2, epsilon: 0 }),
      rows: g.layerNorm(g.input('z', 'float32', [1, 4]), weights, { epsilon: 0 }),
    }),
    { x: Float32Array.of(1, 1, 3, 3, 0, 4, 4, 0), z: Float32Array.of(0, 2, 2, 0) },
  )
  assert.ok(largestError(groups as Float32Array, [-1, -1, 12, 12, 17, 23, 34, 26]) < 1e-5, `${groups}`)
  assert.ok(largestError(rows as Float32Array, [-1, 12, 23, 26]) < 1e-5, `${rows}`)
})

test('a layer is held to the shape that is asked of it', (t) => {
  const g = new Graph('test', cpu)
  const x = g.input('x', 'float32', [1, 3, 8, 8])
  const weights = layer(temporaryFolder(t), { weight: [Array(54).fill(0), [2, 3, 3, 3]] })
  assert.deepEqual(g.conv(x, weights, { channels: 2, kernel: 3, bias: false }).shape, [1, 2, 8, 8])
  assert.throws(() => g.conv(x, weights, { channels: 4 }), /layer\.weight is \[2, 3, 3, 3\], not \[4, 3, 3, 3\]/)
  assert.throws(() => g.conv(x, weights, { kernel: 1 }), /layer\.weight is \[2, 3, 3, 3\], not \[2, 3, 1, 1\]/)
  assert.throws(() => g.conv(x, weights), /layer\.bias is missing/)
  assert.throws(() => g.linear(g.reshape(x, [64, 3]), weights), /layer\.weight is \[2, 3, 3, 3\], not \[2, 3, 1, 1\]/)
  assert.throws(() => g.linear(x, weights, { channels: 5 }), /not \[5, 8, 1, 1\]/)
  assert.throws(() => g.groupNorm(x, weights, { groups: 2 }), /layer: 3 channels in 2 groups/)
})

test('a tensor of another kind than numbers with a fraction is no weight', () => {
  const g = new Graph('test', cpu)
  const tensor = { key: 'ids', dtype: 'int64', shape: [2], file: '/nowhere', offset: 0, bytes: 16 }
  assert.throws(() => g.weight(tensor), /ids holds int64: a weight has to be float32, float16 or bfloat16/)
  const real = { ...tensor, key: 'real', dtype: 'float32', bytes: 8 }
  assert.throws(() => g.weight(real, [3]), /real has the shape \[2\] and cannot be read as \[3\]/)
})

/** One layer, its numbers in a file. */
function layer(folder: string, tensors: Readonly<Record<string, readonly [number[], number[]]>>): LayerWeights {
  const sources = Object.entries(tensors).map(([key, [numbers, shape]]) => {
    const file = join(folder, key)
    writeFileSync(file, new Uint8Array(Float32Array.from(numbers).buffer))
    return [key, { key: `layer.${key}`, dtype: 'float32', shape, file, offset: 0, bytes: 4 * numbers.length }] as const
  })
  const found = new Map(sources)
  const get = (key: string) => {
    const tensor = found.get(key)
    if (!tensor) throw new RangeError(`layer.${key} is missing`)
    return tensor
  }
  return {
    path: 'layer',
    has: (key) => found.has(key),
    shapeOf: (key) => get(key).shape,
    take(key, shape) {
      const tensor = get(key)
      if (`${tensor.shape}` === `${shape}`) return tensor
      throw new RangeError(`layer.${key} is [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`)
    },
  }
}
