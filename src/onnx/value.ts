/** Element types that our graphs use. */
export type ElementType = 'float32' | 'float16' | 'bfloat16' | 'uint8' | 'int32' | 'int64' | 'bool'

/** What flows along an edge of a graph: a name, and what is known of it while the graph is being built. */
export type Value = {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
}

/** Numbers of the types in ONNX files. @see TensorProto.DataType in onnx.proto */
export const elementTypeNumbers: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
}

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1)
}

/** `[2, 4, 8, 8]`, for messages. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
