import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Initializer } from './initializer.ts'
import type { Attribute, Node } from './node.ts'
import { elementTypeNumbers, type Value } from './value.ts'

export type Model = {
  readonly name: string
  readonly nodes: readonly Node[]
  readonly initializers: readonly Initializer[]
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
}

const IR_VERSION = 10
const OPSET = 21
const EXTERNAL = 1
const attributeTypes = { real: 1, int: 2, text: 3, ints: 7 } as const

/**
 * Writes a graph as an ONNX file: IR 10, opset 21. Field numbers are those of onnx.proto, beside each line its name there.
 *
 * Tensors in files are written as external data with an absolute path whose leading slash is left out: the session is
 * told that its folder is `/`.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function serialize(model: Model): Uint8Array {
  const writer = new BinaryWriter()
  integer(writer, 1, IR_VERSION) // ir_version
  text(writer, 2, 'i2i-realtime') // producer_name
  message(writer, 7, (graph) => writeGraph(graph, model)) // graph
  for (const domain of ['', 'com.microsoft']) {
    message(writer, 8, (opset) => {
      text(opset, 1, domain) // domain
      integer(opset, 2, domain === '' ? OPSET : 1) // version
    })
  }
  return writer.finish()
}

function writeGraph(writer: BinaryWriter, { name, nodes, initializers, inputs, outputs }: Model): void {
  for (const node of nodes) message(writer, 1, (w) => writeNode(w, node)) // node
  text(writer, 2, name) // name
  for (const initializer of initializers) message(writer, 5, (w) => writeTensor(w, initializer)) // initializer
  for (const input of inputs) message(writer, 11, (w) => writeValueInfo(w, input)) // input
  for (const output of outputs) message(writer, 12, (w) => writeValueInfo(w, output)) // output
}

function writeNode(writer: BinaryWriter, { name, op, domain, inputs, outputs, attributes }: Node): void {
  for (const input of inputs) text(writer, 1, input) // input
  for (const output of outputs) text(writer, 2, output) // output
  text(writer, 3, name) // name
  text(writer, 4, op) // op_type
  for (const [key, attribute] of Object.entries(attributes)) {
    message(writer, 5, (w) => writeAttribute(w, key, attribute)) // attribute
  }
  if (domain !== '') text(writer, 7, domain) // domain
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  text(writer, 1, name) // name
  if ('real' in attribute) writer.tag(2, WireType.Bit32).float(attribute.real) // f
  if ('int' in attribute) integer(writer, 3, attribute.int) // i
  if ('text' in attribute) text(writer, 4, attribute.text) // s
  if ('ints' in attribute) for (const int of attribute.ints) integer(writer, 8, int) // ints
  const kind = Object.keys(attribute)[0] as keyof typeof attributeTypes
  integer(writer, 20, attributeTypes[kind]) // type
}

function writeTensor(writer: BinaryWriter, initializer: Initializer): void {
  for (const n of initializer.shape) integer(writer, 1, n) // dims
  integer(writer, 2, elementTypeNumbers[initializer.type]) // data_type
  text(writer, 8, initializer.name) // name
  if ('raw' in initializer) {
    writer.tag(9, WireType.LengthDelimited).bytes(initializer.raw) // raw_data
    return
  }
  const { file, offset, bytes } = initializer
  entry(writer, 'location', withoutRoot(file))
  entry(writer, 'offset', String(offset))
  entry(writer, 'length', String(bytes))
  integer(writer, 14, EXTERNAL) // data_location
}

function entry(writer: BinaryWriter, key: string, value: string): void {
  message(writer, 13, (w) => {
    text(w, 1, key)
    text(w, 2, value)
  }) // external_data
}

/** `/models/a.safetensors` → `models/a.safetensors`; on Windows a drive is kept, as `C:\…` is absolute there. */
function withoutRoot(file: string): string {
  return file.startsWith('/') ? file.slice(1) : file
}

function writeValueInfo(writer: BinaryWriter, { name, type, shape }: Value): void {
  text(writer, 1, name) // name
  message(writer, 2, (typeProto) =>
    message(typeProto, 1, (tensor) => {
      integer(tensor, 1, elementTypeNumbers[type]) // elem_type
      message(tensor, 2, (dims) => {
        for (const n of shape) message(dims, 1, (dim) => integer(dim, 1, n)) // dim.dim_value
      }) // shape
    }),
  ) // type.tensor_type
}

function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value)
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value)
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  write(writer)
  writer.join()
}
