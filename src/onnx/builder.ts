import type { Dialect } from './dialect.ts'
import type { FileTensor, Initializer } from './initializer.ts'
import type { Attribute, Node } from './node.ts'
import { type Model, serialize } from './serialize.ts'
import { type ElementType, elementTypeNumbers, shapeText, sizeOf, type Value } from './value.ts'

/** Options of one node. */
export type NodeOptions = {
  readonly attributes?: Readonly<Record<string, Attribute>>
  readonly domain?: '' | 'com.microsoft'
  /** Element type of the result; that of the first input if left out. */
  readonly type?: ElementType
  /** What the node is called after, mostly a key of the checkpoint. */
  readonly name?: string
}

/** Collects nodes, weights and constants. Names are made unique here; what the operators mean is known above. */
export class Builder {
  readonly dialect: Dialect
  readonly #name: string
  readonly #nodes: Node[] = []
  readonly #initializers = new Map<string, Initializer>()
  readonly #constants = new Map<string, Value>()
  readonly #casts = new Map<string, Value>()
  readonly #inputs: Value[] = []
  readonly #outputs: Value[] = []
  readonly #uses = new Map<string, number>()
  readonly #scopes: string[] = []

  /** @param name of the graph, for error messages of the runtime */
  constructor(name: string, dialect: Dialect) {
    this.#name = name
    this.dialect = dialect
  }

  /** An input of the graph. */
  input(name: string, type: ElementType, shape: readonly number[]): Value {
    const value = { name: this.#unique(name), type, shape }
    this.#inputs.push(value)
    return value
  }

  /** Makes a value an output of the graph, under a name. */
  output(name: string, value: Value): void {
    const renamed = this.node('Identity', [value], value.shape, { name })
    if (renamed.name !== name) throw new RangeError(`${this.#name}: the name ${name} of an output is taken`)
    this.#outputs.push(renamed)
  }

  /**
   * A weight in a file, in the type that the dialect computes in (cast where the file has another one).
   * @param shape the same number of elements, if the weight is to be read as another shape
   */
  weight(tensor: FileTensor, shape: readonly number[] = tensor.shape): Value {
    if (sizeOf(shape) !== sizeOf(tensor.shape)) {
      throw new RangeError(
        `${tensor.key} has the shape ${shapeText(tensor.shape)} and cannot be read as ${shapeText(shape)}`,
      )
    }
    const stored = this.#stored(tensor, shape)
    const { float } = this.dialect
    if (stored.type === float) return stored
    const cast = this.#casts.get(stored.name) ?? this.cast(stored, float)
    this.#casts.set(stored.name, cast)
    return cast
  }

  /** Rows of a table in a file. Only those are cast, unless the provider might not know the file's type at all. */
  rows(table: FileTensor): Value {
    return this.dialect.provider === 'cpu' ? this.#stored(table) : this.weight(table)
  }

  #stored({ key, dtype, file, offset, bytes, ...tensor }: FileTensor, shape: readonly number[] = tensor.shape): Value {
    const type = floatTypeOf(key, dtype)
    const name = shapeText(shape) === shapeText(tensor.shape) ? key : `${key} as ${shapeText(shape)}`
    if (!this.#initializers.has(name)) this.#initializers.set(name, { name, type, shape, file, offset, bytes })
    return { name, type, shape }
  }

  /** Numbers that belong to the graph itself. Equal ones are kept once. */
  constant(values: readonly number[], shape: readonly number[], type: ElementType = this.dialect.float): Value {
    const key = `${type}${shapeText(shape)}${values.join(' ')}`
    const known = this.#constants.get(key)
    if (known) return known
    if (values.length !== sizeOf(shape)) throw new RangeError(`${values.length} constants for ${shapeText(shape)}`)
    if (type.startsWith('int') && !values.every(Number.isInteger)) {
      throw new RangeError(`${this.scope}constant: ${shapeText(values)} are not whole numbers`)
    }
    const name = this.#unique('constant')
    this.#initializers.set(name, { name, type, shape, raw: rawOf(values, type) })
    const value = { name, type, shape }
    this.#constants.set(key, value)
    return value
  }

  cast(x: Value, type: ElementType, name = x.name): Value {
    if (x.type === type) return x
    const attributes = { to: { int: elementTypeNumbers[type] } }
    return this.node('Cast', [x], x.shape, { attributes, type, name: `${name} as ${type}` })
  }

  /** Adds a node with one output. @param inputs undefined leaves an optional one out */
  node(op: string, inputs: readonly (Value | undefined)[], shape: readonly number[], options: NodeOptions = {}): Value {
    const bad = shape.find((n) => !Number.isInteger(n) || n < 1)
    const name = this.#unique(options.name ?? `${this.scope}${op}`)
    if (bad !== undefined) throw new RangeError(`${name}: a result of the shape ${shapeText(shape)} cannot be`)
    const { attributes = {}, domain = '', type = inputs[0]?.type ?? this.dialect.float } = options
    const names = inputs.map((x) => x?.name ?? '')
    this.#nodes.push({ name, op, domain, inputs: names, outputs: [name], shapes: [shape], attributes })
    return { name, type, shape }
  }

  /** Adds a node with several outputs. */
  nodes(
    op: string,
    inputs: readonly Value[],
    shapes: readonly (readonly number[])[],
    options: NodeOptions = {},
  ): Value[] {
    const name = this.#unique(options.name ?? `${this.scope}${op}`)
    const { attributes = {}, domain = '', type = inputs[0].type } = options
    const outputs = shapes.map((_, i) => `${name}:${i}`)
    this.#nodes.push({ name, op, domain, inputs: inputs.map((x) => x.name), outputs, shapes, attributes })
    return shapes.map((shape, i) => ({ name: outputs[i], type, shape }))
  }

  /** Prefix of the names of nodes that have no weight to be called after. */
  get scope(): string {
    return this.#scopes.map((scope) => `${scope}/`).join('')
  }

  /** Builds a part of the graph whose nodes carry a prefix. */
  within<T>(scope: string, build: () => T): T {
    this.#scopes.push(scope)
    try {
      return build()
    } finally {
      this.#scopes.pop()
    }
  }

  /** The graph as it stands, to look at. */
  get model(): Model {
    return {
      name: this.#name,
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs: this.#inputs,
      outputs: this.#outputs,
    }
  }

  /** The finished graph as an ONNX file; weights stay where they are. */
  serialize(): Uint8Array {
    return serialize(this.model)
  }

  #unique(name: string): string {
    const uses = (this.#uses.get(name) ?? 0) + 1
    this.#uses.set(name, uses)
    return uses === 1 ? name : `${name}#${uses}`
  }
}

function floatTypeOf(key: string, dtype: string): ElementType {
  if (dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16') return dtype
  throw new RangeError(`${key} holds ${dtype}: a weight has to be float32, float16 or bfloat16`)
}

function rawOf(values: readonly number[], type: ElementType): Uint8Array {
  const typed = typedArrayOf(values, type)
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength)
}

function typedArrayOf(values: readonly number[], type: ElementType) {
  if (type === 'float32') return Float32Array.from(values)
  if (type === 'float16') return Float16Array.from(values)
  if (type === 'int64') return BigInt64Array.from(values, BigInt)
  if (type === 'int32') return Int32Array.from(values)
  if (type === 'uint8' || type === 'bool') return Uint8Array.from(values)
  throw new RangeError(`constants of the type ${type} are not written`)
}
