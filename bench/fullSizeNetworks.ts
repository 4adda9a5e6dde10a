import { join } from 'node:path'
import { parseAutoencoderConfig } from '#checkpoint/autoencoderConfig.ts'
import { readJsonFile } from '#checkpoint/jsonFile.ts'
import { parseUnetConfig } from '#checkpoint/unetConfig.ts'
import { readTensors } from '#checkpoint/weightFiles.ts'
import { decodeNetwork } from '#model/autoencoder/decodeGraph.ts'
import { encodeNetwork } from '#model/autoencoder/encodeGraph.ts'
import { denoiseNetwork } from '#model/unet/denoiseGraph.ts'
import { type Dialect, dialectOf } from '#onnx/dialect.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Precision } from './fullSizeModel.ts'

export type NetworkOptions = {
  readonly precision: Precision
  readonly count: number
  readonly heightPx: number
  readonly widthPx: number
  readonly dialect?: Dialect
}

/** The UNet of a model, with the scheduler's arithmetic around it. */
export async function unetOf(folder: string, options: NetworkOptions): Promise<Graph> {
  const { precision, count, heightPx, widthPx, dialect = dialectOf('cpu', 'float32') } = options
  const file = join(folder, 'unet', 'config.json')
  const config = parseUnetConfig(await readJsonFile(file), file)
  const tensors = await readTensors(join(folder, 'unet'), precision)
  const [promptWidth] = config.cross_attention_dim
  const prompt = { guidance: false, tokens: 77, promptWidth, pooledWidth: 1280 }
  return denoiseNetwork({ config, tensors, dialect, count, height: heightPx / 8, width: widthPx / 8, ...prompt })
}

/** Encoder and decoder of a model: those of its own autoencoder, or the small ones. */
export async function autoencoderOf(
  folder: string,
  component: 'vae' | 'vae_tiny',
  options: NetworkOptions,
): Promise<{ encode: Graph; decode: Graph }> {
  const { precision, dialect = dialectOf('cpu', 'float32') } = options
  const file = join(folder, component, 'config.json')
  const config = parseAutoencoderConfig(await readJsonFile(file), file)
  const tensors = await readTensors(join(folder, component), precision)
  const whole = { ...options, config, tensors, dialect }
  return { encode: encodeNetwork(whole), decode: decodeNetwork(whole) }
}
