import { sizeOf, type Value } from '#onnx/value.ts'
import type { Tensor } from './session.ts'

/** Something for every input of a graph, of the size and range of what really comes, to measure time with. */
export function randomInputs(inputs: readonly Value[]): Record<string, Tensor> {
  return Object.fromEntries(inputs.map((input) => [input.name, numbersFor(input)]))
}

function numbersFor({ name, type, shape }: Value): Tensor {
  const length = sizeOf(shape)
  if (type === 'uint8') return { type, values: Uint8Array.from({ length }, (_, i) => (i * 37) % 256), shape }
  if (type === 'int64') return { type, values: new BigInt64Array(length), shape }
  if (type !== 'float32') throw new RangeError(`${name} is ${type}`)
  const fixed = typical[name]
  return { type, values: Float32Array.from({ length }, (_, i) => fixed ?? Math.sin(i * i) * Math.SQRT2), shape }
}

/** Inputs that are not noise. */
const typical: Readonly<Record<string, number>> = { timestep: 499, coefficients: 0.5, timeIds: 512 }
