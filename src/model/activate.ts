import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

/** Names that checkpoints use. */
export type Activation = 'silu' | 'swish' | 'mish' | 'gelu' | 'relu' | 'quick_gelu'

const activations: Readonly<Record<Activation, (g: Graph, x: Value) => Value>> = {
  silu: (g, x) => g.silu(x),
  swish: (g, x) => g.silu(x),
  mish: (g, x) => g.mish(x),
  gelu: (g, x) => g.gelu(x),
  relu: (g, x) => g.relu(x),
  quick_gelu: (g, x) => g.quickGelu(x),
}

/** The activation of that name. */
export function activate(g: Graph, x: Value, name: Activation): Value {
  return activations[name](g, x)
}
