import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseAutoencoderConfig } from '#checkpoint/autoencoderConfig.ts'
import type { TensorSource } from '#checkpoint/tensorSource.ts'
import type { Tensors } from '#checkpoint/tensors.ts'
import { parseTextEncoderConfig } from '#checkpoint/textEncoderConfig.ts'
import { parseUnetConfig } from '#checkpoint/unetConfig.ts'
import { decodeNetwork } from '#model/autoencoder/decodeGraph.ts'
import { encodeNetwork } from '#model/autoencoder/encodeGraph.ts'
import { textEncoderGraph } from '#model/clipText/textEncoderGraph.ts'
import { denoiseNetwork } from '#model/unet/denoiseGraph.ts'
import { dialectOf } from '#onnx/dialect.ts'
import { flops } from '#onnx/flops.ts'
import type { Graph } from '#onnx/graph.ts'
import { fixtureFolder } from '#test/expected.ts'

const models = {
  'sd-turbo': { tensors: 686, parameters: 865_910_724, gflop: 804, texts: ['text_encoder'], tiny: 'taesd' },
  'sdxl-turbo': {
    tensors: 1680,
    parameters: 2_567_463_684,
    gflop: 1589,
    texts: ['text_encoder', 'text_encoder_2'],
    tiny: 'taesdxl',
  },
} as const
type Name = keyof typeof models

const dialect = dialectOf('cpu', 'float32')
const picture = { count: 1, heightPx: 512, widthPx: 512 }

for (const name of Object.keys(models) as Name[]) {
  const { tensors, parameters, gflop, texts, tiny } = models[name]

  test(`the UNet of ${name} asks for its ${tensors} tensors and no others`, () => {
    const source = published(name, 'unet')
    const bytes = read(unetOf(name, source))
    assert.deepEqual([...bytes.keys()].sort(), [...source.byKey.keys()].sort())
    assert.equal(source.byKey.size, tensors)
    assert.equal(sum(bytes.values()) / 4, parameters)
  })

  test(`one step of ${name} at 512x512 takes ${gflop} GFLOP`, () => {
    const { model } = unetOf(name, published(name, 'unet'))
    assert.equal(Math.round(flops(model) / 1e9), gflop)
  })

  test(`the graph of ${name} is built within a second, for a GPU in float16 too`, () => {
    const source = published(name, 'unet')
    const began = performance.now()
    for (const float of ['float32', 'float16'] as const) {
      const graph = unetOf(name, source, { ...dialectOf('webgpu', float) })
      assert.ok(graph.serialize().length < 4e6)
    }
    assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms for two`)
  })

  for (const component of ['vae', tiny]) {
    test(`encoder and decoder of ${name}'s ${component} together ask for its tensors and no others`, () => {
      const source = published(name, component)
      const options = { config: parseAutoencoderConfig(configOf(name, component), component), tensors: source, dialect }
      const asked = [encodeNetwork, decodeNetwork].flatMap((network) => [
        ...read(network({ ...options, ...picture })).keys(),
      ])
      assert.deepEqual(asked.sort(), [...source.byKey.keys()].sort())
    })
  }

  for (const component of texts) {
    test(`the ${component} of ${name} asks for its tensors and no others`, () => {
      // a tensor that is missing or left over is an error of the build
      const config = parseTextEncoderConfig(configOf(name, component), component)
      assert.ok(textEncoderGraph(config, published(name, component), dialect).length > 0)
    })
  }
}

function unetOf(name: Name, tensors: Tensors, spoken = dialect): Graph {
  const config = parseUnetConfig(configOf(name, 'unet'), 'unet')
  const prompt = { guidance: false, tokens: 77, promptWidth: config.cross_attention_dim[0], pooledWidth: 1280 }
  return denoiseNetwork({ config, tensors, dialect: spoken, count: 1, height: 64, width: 64, ...prompt })
}

/** The tensors that a graph reads, with the bytes that it reads of them. Parts of a tensor count together. */
function read(graph: Graph): Map<string, number> {
  const bytes = new Map<string, number>()
  for (const initializer of graph.model.initializers) {
    if (!('file' in initializer)) continue
    const key = initializer.file
    bytes.set(key, (bytes.get(key) ?? 0) + initializer.bytes)
  }
  return bytes
}

/** All tensors of a component as if each lay in a file of its own name. */
function published(name: Name, component: string): Tensors {
  const shapes: Record<string, Record<string, number[]>> = JSON.parse(
    readFileSync(`${fixtureFolder('configs')}/${name}/tensors.json`, 'utf8'),
  )
  const sources = Object.entries(shapes[component]).map(([key, shape]): TensorSource => {
    return { key, dtype: 'float32', shape, file: key, offset: 0, bytes: 4 * shape.reduce((a, b) => a * b, 1) }
  })
  return { name: component, byKey: new Map(sources.map((source) => [source.key, source])) }
}

function configOf(name: Name, component: string): unknown {
  return JSON.parse(readFileSync(`${fixtureFolder('configs')}/${name}/${component}/config.json`, 'utf8'))
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((a, b) => a + b, 0)
}
