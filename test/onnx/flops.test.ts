import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialectOf } from '#onnx/dialect.ts'
import { flops } from '#onnx/flops.ts'
import { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

test('a matrix product takes two operations for each pair of numbers that meet', () => {
  assert.equal(
    countOf((g) => g.matmul(g.input('a', 'float32', [5, 3, 4]), g.input('b', 'float32', [4, 6]))),
    2 * 5 * 3 * 4 * 6,
  )
})

test('a linear layer counts every row, whatever its bias', () => {
  const layer = weightsOf({ weight: [6, 4], bias: [6] })
  assert.equal(
    countOf((g) => g.linear(g.input('x', 'float32', [2, 3, 4]), layer)),
    2 * (2 * 3) * 4 * 6,
  )
})

test('a convolution counts its kernel at every place of the result', () => {
  const layer = weightsOf({ weight: [8, 4, 3, 3], bias: [8] })
  const strided = (g: Graph) => g.conv(g.input('x', 'float32', [1, 4, 10, 12]), layer, { stride: 2, padding: 1 })
  assert.equal(countOf(strided), 2 * (8 * 5 * 6) * (4 * 3 * 3))
})

test('attention takes as long however it is written', () => {
  const attended = (g: Graph) => {
    const [q, k, v] = [9, 7, 7].map((n, i) => g.input('qkv'[i], 'float32', [2, n, 32]))
    return g.attention(q, k, v, { heads: 4 })
  }
  assert.equal(countOf(attended), 4 * 2 * 9 * 7 * 32)
  assert.equal(countOf(attended, 'decomposed'), 4 * 2 * 9 * 7 * 32)
})

test('sums and activations count for nothing', () => {
  assert.equal(
    countOf((g) => g.silu(g.shift(g.input('x', 'float32', [100]), 1))),
    0,
  )
})

function countOf(build: (g: Graph) => Value, attention: 'fused' | 'decomposed' = 'fused'): number {
  const g = new Graph('test', { ...dialectOf('cpu', 'float32'), attention })
  g.output('y', build(g))
  return flops(g.model)
}

function weightsOf(shapes: Readonly<Record<string, readonly number[]>>) {
  return {
    path: 'layer',
    has: (key: string) => key in shapes,
    shapeOf: (key: string) => shapes[key],
    take: (key: string, shape: readonly number[]) => {
      return { key: `layer.${key}`, dtype: 'float32', shape, file: '/none', offset: 0, bytes: 4 }
    },
  }
}
