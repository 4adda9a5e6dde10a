import type { Node } from './node.ts'
import type { Model } from './serialize.ts'
import { sizeOf } from './value.ts'

type Shape = readonly number[]
/** @param inputs shapes, of those that are there */
type Count = (out: Shape, inputs: readonly Shape[]) => number

/** What takes time: everything else reads and writes each number a few times. */
const counts: Readonly<Record<string, Count>> = {
  Conv: (out, [, weight]) => 2 * sizeOf(out) * sizeOf(weight.slice(1)),
  Gemm: (out, [, weight]) => 2 * sizeOf(out) * weight[1],
  MatMul: (out, [a]) => 2 * sizeOf(out) * (a.at(-1) ?? 1),
  MultiHeadAttention: (_, [q, k]) => 4 * sizeOf(q) * k[1],
}

/**
 * Floating-point operations of one run: convolutions, matrix products and attention, a multiplication and an addition each.
 * Normalisations, activations and sums are not counted, as is customary.
 */
export function flops({ nodes, inputs, initializers }: Model): number {
  const made = nodes.flatMap(({ outputs, shapes }) => outputs.map((name, i) => ({ name, shape: shapes[i] })))
  const shapes = new Map<string, Shape>([...inputs, ...initializers, ...made].map(({ name, shape }) => [name, shape]))
  return nodes.reduce((sum, node) => sum + flopsOf(node, shapes), 0)
}

function flopsOf({ op, inputs, shapes }: Node, known: ReadonlyMap<string, Shape>): number {
  const count = counts[op]
  return count
    ? count(
        shapes[0],
        inputs.map((name) => known.get(name) ?? []),
      )
    : 0
}
