import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { InferenceSession } from 'onnxruntime-node'
import { dialectOf } from '#onnx/dialect.ts'
import { Graph } from '#onnx/graph.ts'
import type { FileTensor } from '#onnx/initializer.ts'
import { runGraph, runModel } from '#test/ort.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const cpu = dialectOf('cpu', 'float32')

test('a weight is read from its place in a file, also where no number would lie by itself', async (t) => {
  const numbers = Float32Array.of(1.5, -2.25, 3, 1e-3)
  const tensor = inFile(temporaryFolder(t), 'a.weight', 'float32', new Uint8Array(numbers.buffer), 13)
  const { sum } = await runGraph(
    cpu,
    (g) => ({ sum: g.add(g.input('x', 'float32', [2, 2]), g.weight({ ...tensor, shape: [2, 2] })) }),
    { x: Float32Array.of(10, 20, 30, 40) },
  )
  assert.deepEqual(sum, Float32Array.of(11.5, 17.75, 33, 40.001))
})

test('half-precision weights of both kinds are cast to what is computed in', async (t) => {
  const folder = temporaryFolder(t)
  const halves = new Uint8Array(Float16Array.of(0.5, -1.75).buffer)
  const brain = new Uint8Array(Uint16Array.of(0x3fc0, 0xc020).buffer) // the upper halves of float32 1.5 and -2.5
  const [a, b] = [inFile(folder, 'a', 'float16', halves, 3), inFile(folder, 'b', 'bfloat16', brain, 8)]
  const { sum, row } = await runGraph(cpu, (g) => ({
    sum: g.add(g.weight({ ...a, shape: [2] }), g.weight({ ...b, shape: [2] })),
    row: g.cast(g.gather(g.rows({ ...a, shape: [2, 1] }), g.constant([1], [1], 'int64')), 'float32'),
  }))
  assert.deepEqual(sum, Float32Array.of(2, -4.25))
  assert.deepEqual(row, Float32Array.of(-1.75))
})

test('constants of every type arrive as they were', async () => {
  const values = [0, 1, 3, 200]
  const results = await runGraph(cpu, (g) =>
    Object.fromEntries(
      (['float32', 'float16', 'int32', 'int64', 'uint8', 'bool'] as const).map((type) => [
        type,
        g.cast(g.constant(type === 'bool' ? [0, 1, 1, 1] : values, [4], type), 'float32'),
      ]),
    ),
  )
  const { bool, ...numbers } = results
  assert.deepEqual(bool, Float32Array.of(0, 1, 1, 1))
  for (const [type, read] of Object.entries(numbers)) assert.deepEqual(read, Float32Array.from(values), type)
  const negative = await runGraph(cpu, (g) => ({ n: g.constant([-1, -(2 ** 40)], [2], 'int64') }))
  assert.deepEqual(negative.n, BigInt64Array.of(-1n, -(2n ** 40n)))
})

test('names and shapes of inputs and outputs are those that were given', async () => {
  const g = new Graph('names', cpu)
  g.output('zeichnung', g.transpose(g.input('bytes, with a comma', 'uint8', [1, 2, 3, 4]), [0, 3, 1, 2]))
  const session = await InferenceSession.create(g.serialize())
  const [input, output] = [...session.inputMetadata, ...session.outputMetadata]
  assert.deepEqual([input.name, input.isTensor && input.shape], ['bytes, with a comma', [1, 2, 3, 4]])
  assert.deepEqual([output.name, output.isTensor && output.shape], ['zeichnung', [1, 4, 2, 3]])
  await session.release()
})

test('nodes are called after their weights, so that the runtime speaks of places in the checkpoint', async (t) => {
  const tensor = inFile(temporaryFolder(t), 'x', 'float32', new Uint8Array(16), 0)
  const g = new Graph('names', cpu)
  const weights = {
    path: 'down_blocks.0.conv',
    has: (key: string) => key === 'weight',
    shapeOf: () => [1, 1, 2, 2],
    take: () => ({ ...tensor, key: 'down_blocks.0.conv.weight', shape: [1, 1, 2, 2] }),
  }
  const x = g.input('x', 'float32', [1, 1, 2, 2])
  g.output('y', g.conv(g.conv(x, weights, { padding: 0, bias: false }), weights, { padding: 1, bias: false }))
  assert.deepEqual(
    g.model.nodes.map(({ name }) => name),
    ['down_blocks.0.conv', 'down_blocks.0.conv#2', 'y'],
  )
  const { y } = await runModel(g.serialize(), { x: new Float32Array(4) })
  assert.equal(y.length, 4)
})

test('a weight whose file ends too early fails when the session is made', async (t) => {
  const tensor = inFile(temporaryFolder(t), 'x', 'float32', new Uint8Array(16), 0)
  const beyond = { ...tensor, offset: 8, shape: [4] }
  await assert.rejects(
    runGraph(cpu, (g) => ({ y: g.weight(beyond) })),
    /out of bounds|external|offset|exceed/i,
  )
})

/** Writes bytes at an offset of a file of their own. */
function inFile(folder: string, key: string, dtype: string, bytes: Uint8Array, offset: number): FileTensor {
  const file = join(folder, `${key}.safetensors`)
  writeFileSync(file, Buffer.concat([Buffer.alloc(offset, 0xff), bytes]))
  return { key, dtype, shape: [bytes.length / (dtype === 'float32' ? 4 : 2)], file, offset, bytes: bytes.length }
}
