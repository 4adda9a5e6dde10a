import assert from 'node:assert/strict'
import { test } from 'node:test'
import { broadcastShape } from '#onnx/broadcastShape.ts'
import { type Dialect, dialectOf } from '#onnx/dialect.ts'
import { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { largestError } from '#test/expected.ts'
import { runGraph } from '#test/ort.ts'

const cpu = dialectOf('cpu', 'float32')
const pure = dialectOf('tensorrt', 'float32')

test('shapes that do not fit are refused in a sentence that names the values', () => {
  const g = new Graph('test', cpu)
  const [a, b] = [g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [4, 5])]
  const refusals: [() => unknown, string][] = [
    [() => g.add(a, b), 'Add: a and b: [2, 3] and [4, 5] do not fit'],
    [() => g.add(a, g.input('ids', 'int64', [2, 3])), 'Add: a is float32, ids is int64'],
    [() => g.matmul(a, b), 'MatMul: [2, 3] times [4, 5]'],
    [() => g.reshape(a, [4, 2]), 'Reshape: a [2, 3] does not fit [4, 2]'],
    [() => g.transpose(a, [0, 2]), 'Transpose: [0, 2] is no order of [2, 3]'],
    [() => g.transpose(a, [0, 0]), 'Transpose: [0, 0] is no order of [2, 3]'],
    [() => g.concat([a, b], 0), 'Concat along 0: a [2, 3] and b [4, 5] do not fit'],
    [() => g.split(a, 2, 1), 'Split: [2, 3] into 2 along 1'],
    [() => g.slice(a, 1, 2, 4), 'Slice: 2 to 4 of axis 1 of a [2, 3]'],
    [() => g.expand(a, [2, 4]), 'Expand: a: [2, 3] and [2, 4] do not fit'],
    [() => g.constant([1, 2], [3]), '2 constants for [3]'],
    [() => g.attention(a, a, a, { heads: 1 }), 'attention with 1 heads does not fit [2, 3], [2, 3], [2, 3]'],
  ]
  for (const [wrong, message] of refusals) assert.throws(wrong, { name: 'RangeError', message })
})

test('a mistake within a part of the network tells which part', () => {
  const g = new Graph('test', cpu)
  const [a, b] = [g.input('a', 'float32', [1, 2, 3]), g.input('b', 'float32', [1, 2, 4])]
  assert.throws(
    () => g.within('decoder', () => g.within('mid', () => g.matmul(a, b))),
    /^RangeError: decoder\/mid\/MatMul/,
  )
  assert.equal(g.within('decoder', () => g.exp(a)).name, 'decoder/Exp')
  assert.equal(g.exp(a).name, 'Exp', 'the part has been left, also after a mistake')
})

test('a length that cannot be is refused: zero, a fraction, less than nothing', () => {
  const g = new Graph('test', cpu)
  const x = g.input('x', 'float32', [1, 4, 4, 4])
  const inPart = (build: () => unknown) => () => g.within('decoder', build)
  assert.throws(
    inPart(() => g.resizeNearest(x, [4.5, 4])),
    /decoder\/constant: \[1, 4, 4.5, 4\] are not whole numbers/,
  )
  assert.throws(
    inPart(() => g.resizeNearest(x, [0, 4])),
    /decoder\/Resize: a result of the shape \[1, 4, 0, 4\] cannot be/,
  )
  assert.throws(
    inPart(() => g.reshape(x, [5, -1])),
    /decoder\/Reshape: x \[1, 4, 4, 4\] does not fit \[5, -1\]/,
  )
  assert.throws(() => g.pad(x, { top: -5 }), /Pad: a result of the shape/)
  assert.deepEqual(broadcastShape([3, 1], [2, 1, 4], 'x'), [2, 3, 4])
})

test('an output can be given a name once', () => {
  const g = new Graph('names', cpu)
  const x = g.input('x', 'float32', [1])
  g.output('y', x)
  assert.throws(() => g.output('y', x), /names: the name y of an output is taken/)
})

test('equal constants are kept once', () => {
  const g = new Graph('test', cpu)
  const [a, b, c] = [g.constant([1, 2], [2]), g.constant([1, 2], [2]), g.constant([1, 2], [2, 1])]
  assert.equal(a, b)
  assert.notEqual(a, c)
  assert.equal(g.model.initializers.length, 2)
})

test('activations give the numbers of their formulas, with and without operators of com.microsoft', async () => {
  const values = Float32Array.of(-4, -1, -0.1, 0, 0.3, 1, 5)
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v))
  for (const dialect of [cpu, pure]) {
    const results = await onValues(dialect, values, (g, x) => ({
      silu: g.silu(x),
      quickGelu: g.quickGelu(x),
      gelu: g.gelu(x),
      mish: g.mish(x),
      clip: g.clip(x, -0.5, 2),
      affine: g.shift(g.scale(x, 3), -1),
    }))
    near(
      results.silu,
      values.map((v) => v * sigmoid(v)),
    )
    near(
      results.quickGelu,
      values.map((v) => v * sigmoid(1.702 * v)),
    )
    near(
      results.mish,
      values.map((v) => v * Math.tanh(Math.log1p(Math.exp(v)))),
    )
    near(
      results.clip,
      values.map((v) => Math.min(Math.max(v, -0.5), 2)),
    )
    near(
      results.affine,
      values.map((v) => 3 * v - 1),
    )
    // from a table of the normal distribution
    near(results.gelu.slice(1, 6) as Float32Array, Float32Array.of(-0.158655, -0.0460172, 0, 0.185373, 0.841345))
  }
})

test('resizing takes the nearest place above and to the left, as torch does', async () => {
  const { up, odd } = await runGraph(
    cpu,
    (g) => {
      const x = g.input('x', 'float32', [1, 1, 2, 3])
      return { up: g.resizeNearest(x, [4, 6]), odd: g.resizeNearest(x, [3, 5]) }
    },
    { x: Float32Array.of(1, 2, 3, 4, 5, 6) },
  )
  const top = [1, 1, 2, 2, 3, 3]
  const bottom = [4, 4, 5, 5, 6, 6]
  assert.deepEqual([...(up as Float32Array)], [...top, ...top, ...bottom, ...bottom])
  assert.deepEqual([...(odd as Float32Array)], [1, 1, 2, 2, 3, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6])
})

test('attention means the same fused and written out, with any number of heads', async () => {
  const shape = [2, 5, 12]
  const wave = (k: number) => Float32Array.from({ length: 120 }, (_, i) => Math.sin(k * i + k))
  for (const heads of [1, 3]) {
    const attend = (dialect: Dialect, bias: boolean) =>
      runGraph(
        dialect,
        (g) => {
          const [q, k, v] = ['q', 'k', 'v'].map((name) => g.input(name, 'float32', shape))
          const none = g.constant(Array(25).fill(0), [1, 1, 5, 5])
          return { out: g.attention(q, k, v, bias ? { heads, bias: none } : { heads }) }
        },
        { q: wave(1.1), k: wave(0.7), v: wave(2.3) },
      )
    const fused = (await attend(cpu, false)).out as Float32Array
    near(fused, plainAttention(wave(1.1), wave(0.7), wave(2.3), heads))
    near((await attend(pure, false)).out, fused)
    near((await attend(cpu, true)).out, fused)
  }
})

test('a graph for TensorRT holds no operator of com.microsoft', () => {
  const g = new Graph('test', pure)
  const x = g.input('x', 'float32', [1, 4, 8])
  g.output('y', g.gelu(g.quickGelu(g.silu(g.attention(x, x, x, { heads: 2 })))))
  assert.deepEqual(
    g.model.nodes.filter(({ domain }) => domain !== ''),
    [],
  )
})

function onValues(dialect: Dialect, values: Float32Array, build: (g: Graph, x: Value) => Record<string, Value>) {
  return runGraph(dialect, (g) => build(g, g.input('x', 'float32', [values.length])), { x: values })
}

/** By the formula, for [2, 5, 12]. */
function plainAttention(q: Float32Array, k: Float32Array, v: Float32Array, heads: number): Float32Array {
  const [tokens, width] = [5, 12]
  const depth = width / heads
  return q.map((_, at) => {
    const channel = at % width
    const [batch, row] = [Math.floor(at / (tokens * width)), Math.floor(at / width) % tokens]
    const first = Math.floor(channel / depth) * depth
    const place = (token: number, c: number) => (batch * tokens + token) * width + c
    const scores = Array.from({ length: tokens }, (_, token) => {
      const products = Array.from({ length: depth }, (_, d) => q[place(row, first + d)] * k[place(token, first + d)])
      return Math.exp(products.reduce((sum, n) => sum + n, 0) / Math.sqrt(depth))
    })
    const total = scores.reduce((sum, score) => sum + score, 0)
    return scores.reduce((sum, score, token) => sum + (score / total) * v[place(token, channel)], 0)
  })
}

function near(actual: ArrayLike<number | bigint>, wanted: Float32Array): void {
  assert.equal(actual.length, wanted.length)
  assert.ok(largestError(actual as Float32Array, wanted) < 2e-6, `${actual} is not near ${wanted}`)
}
