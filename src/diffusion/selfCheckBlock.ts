import type { TensorSource } from '#checkpoint/tensorSource.ts'
import { Weights } from '#checkpoint/weights.ts'
import { resnetBlock } from '#model/resnetBlock.ts'
import { transformer } from '#model/unet/transformer.ts'
import type { Dialect } from '#onnx/dialect.ts'
import { Graph } from '#onnx/graph.ts'
import type { FileTensor } from '#onnx/initializer.ts'
import { sizeOf, type Value } from '#onnx/value.ts'
import { TorchGenerator } from './noise.ts'
import type { Tensor } from './session.ts'

// heads of 64 as in the large models; the prompt's 77 tokens fill no power of two
const WIDTH = 64
const HEADS = 8
const DEPTH = 64
const GROUPS = 16
const [HEIGHT, TOKENS_WIDTH, TOKENS] = [8, 16, 77]
const TIME = 32

/**
 * A resnet block, a transformer block and an attention by itself, with random weights inside the graph: what a UNet is made
 * of, small enough to be tried at every start.
 *
 * Inputs: those of `selfCheckInputs`. Outputs (float32): `block` [1, 64, 8, 16], `attended` [1, 128, 512].
 */
export function selfCheckBlock(dialect: Dialect): Uint8Array {
  const g = new InlineGraph('self-check', dialect)
  const input = (name: keyof typeof inputShapes) => g.cast(g.input(name, 'float32', inputShapes[name]), dialect.float)
  const [x, time, context, tokens] = [input('x'), input('time'), input('context'), input('tokens')]
  const weights = new Weights({ name: 'the self-check', byKey })

  const resnet = resnetBlock(g, x, time, weights.at('resnet'), { channels: 64, groups: GROUPS, epsilon: 1e-5 })
  const options = { heads: 1, layers: 1, groups: GROUPS, useLinearProjection: true, onlyCrossAttention: false }
  const block = transformer(g, resnet, context, weights.at('transformer'), options)
  const attended = g.attention(tokens, tokens, tokens, { heads: HEADS })
  g.output('block', g.cast(block, 'float32'))
  g.output('attended', g.cast(attended, 'float32'))
  return g.serialize()
}

/** What the block is fed with: the same everywhere. */
export function selfCheckInputs(): Record<string, Tensor> {
  const generator = new TorchGenerator(1)
  const entries = Object.entries(inputShapes).map(([name, shape]) => {
    return [name, { type: 'float32', values: generator.randn(sizeOf(shape), 'float32'), shape }] as const
  })
  return Object.fromEntries(entries)
}

const inputShapes = {
  x: [1, WIDTH, HEIGHT, TOKENS_WIDTH],
  time: [1, TIME],
  context: [1, TOKENS, WIDTH],
  tokens: [1, HEIGHT * TOKENS_WIDTH, HEADS * DEPTH],
} as const

/** Layers by the place of their weights: outputs, then inputs. */
const layers: Readonly<Record<string, readonly number[]>> = {
  'resnet.norm1': [WIDTH],
  'resnet.conv1': [WIDTH, WIDTH, 3, 3],
  'resnet.time_emb_proj': [WIDTH, TIME],
  'resnet.norm2': [WIDTH],
  'resnet.conv2': [WIDTH, WIDTH, 3, 3],
  'transformer.norm': [WIDTH],
  'transformer.proj_in': [WIDTH, WIDTH],
  ...layersBelow('transformer.transformer_blocks.0', {
    norm1: [WIDTH],
    norm2: [WIDTH],
    norm3: [WIDTH],
    'attn1.to_q': [WIDTH, WIDTH],
    'attn1.to_k': [WIDTH, WIDTH],
    'attn1.to_v': [WIDTH, WIDTH],
    'attn1.to_out.0': [WIDTH, WIDTH],
    'attn2.to_q': [WIDTH, WIDTH],
    'attn2.to_k': [WIDTH, WIDTH],
    'attn2.to_v': [WIDTH, WIDTH],
    'attn2.to_out.0': [WIDTH, WIDTH],
    'ff.net.0.proj': [WIDTH * 8, WIDTH],
    'ff.net.2': [WIDTH, WIDTH * 4],
  }),
  'transformer.proj_out': [WIDTH, WIDTH],
}

function layersBelow(place: string, below: Record<string, readonly number[]>): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(below).map(([key, shape]) => [`${place}.${key}`, shape]))
}

const byKey: ReadonlyMap<string, TensorSource> = new Map(
  Object.entries(layers).flatMap(([place, shape]) => [
    entryOf(`${place}.weight`, shape),
    entryOf(`${place}.bias`, [shape[0]]),
  ]),
)

function entryOf(key: string, shape: readonly number[]): [string, TensorSource] {
  return [key, { key, dtype: 'float32', shape, file: '', offset: 0, bytes: sizeOf(shape) * 4 }]
}

/** A graph that makes up its weights: normal numbers from the weight's name, as large as a trained network's. */
class InlineGraph extends Graph {
  override weight(tensor: FileTensor, shape: readonly number[] = tensor.shape): Value {
    const seed = [...tensor.key].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % 2 ** 31
    const fanIn = sizeOf(tensor.shape.slice(1))
    const scale = 1 / Math.sqrt(fanIn)
    const values = new TorchGenerator(seed).randn(sizeOf(shape), 'float32').map((value) => value * scale)
    return this.constant([...values], shape)
  }
}
