/** An operator's setting. Integers and reals are told apart by the kind, because ONNX does. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly real: number }
  | { readonly text: string }

/** One operator of a graph, as it will be written. */
export type Node = {
  readonly name: string
  readonly op: string
  /** '' is ai.onnx. */
  readonly domain: '' | 'com.microsoft'
  /** Names of values; '' leaves an optional input out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Of the outputs. */
  readonly shapes: readonly (readonly number[])[]
  readonly attributes: Readonly<Record<string, Attribute>>
}
