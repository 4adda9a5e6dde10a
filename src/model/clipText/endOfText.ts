import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

/**
 * Where the text ends. Older configs say 2 for the end-of-text token whatever it is: there it is the highest id.
 * @param ids int64, [1, S] @returns int64, [1]
 * @see transformers `CLIPTextTransformer.forward`
 */
export function endOfText(g: Graph, ids: Value, { eos_token_id }: { eos_token_id: number }): Value {
  const marked = eos_token_id === WRONG_IN_OLDER_CONFIGS ? ids : equal(g, ids, eos_token_id)
  const attributes = { axis: { int: 1 }, keepdims: { int: 0 } }
  return g.node('ArgMax', [g.cast(marked, 'float32')], [1], { attributes, type: 'int64' })
}

const WRONG_IN_OLDER_CONFIGS = 2

function equal(g: Graph, ids: Value, id: number): Value {
  return g.node('Equal', [ids, g.constant([id], [1], 'int64')], ids.shape, { type: 'bool' })
}
