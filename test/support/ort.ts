import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Dialect } from '#onnx/dialect.ts'
import { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

/** Numbers that go into a graph, or come out of it. */
export type Numbers = Float32Array | BigInt64Array | Uint8Array

/** Numbers whose shape is the one that the graph states, or that is given. */
type Given = Numbers | { readonly values: Numbers; readonly shape: readonly number[] }

/** What a graph makes of its inputs, on the CPU. */
export async function runModel(
  model: Uint8Array,
  inputs: Readonly<Record<string, Given>>,
): Promise<Record<string, Numbers>> {
  const session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'extended',
    enableCpuMemArena: false,
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: { session: { model_external_initializers_file_folder_path: '/', disable_prepacking: '1' } },
  })
  try {
    const shapes = new Map(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.shape : []]))
    const feeds = Object.entries(inputs).map(([name, numbers]) => [name, tensorOf(numbers, shapes.get(name) ?? [])])
    const results = await session.run(Object.fromEntries(feeds))
    return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as Numbers]))
  } finally {
    await session.release()
  }
}

/** Builds a small graph from its outputs, and runs it on the CPU. */
export function runGraph(
  dialect: Dialect,
  build: (g: Graph) => Readonly<Record<string, Value>>,
  inputs: Readonly<Record<string, Given>> = {},
): Promise<Record<string, Numbers>> {
  const g = new Graph('test', dialect)
  for (const [name, value] of Object.entries(build(g))) g.output(name, value)
  return runModel(g.serialize(), inputs)
}

function tensorOf(given: Given, stated: readonly (number | string)[]): Tensor {
  const { values, shape } = ArrayBuffer.isView(given) ? { values: given, shape: stated } : given
  const dims = shape.map(Number)
  if (values instanceof Float32Array) return new Tensor('float32', values, dims)
  if (values instanceof BigInt64Array) return new Tensor('int64', values, dims)
  return new Tensor('uint8', values, dims)
}
