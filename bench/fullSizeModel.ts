import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type FullSizeName = 'sd-turbo' | 'sdxl-turbo'
export type Precision = 'float32' | 'float16'
export type Component = 'unet' | 'vae' | 'vae_tiny' | 'text_encoder' | 'text_encoder_2'

/** Name and shape of every tensor, by component. */
type Shapes = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>

/**
 * A model with the layers of a published one and random weights, in the layout of diffusers: for time and memory the numbers
 * do not matter, as long as they stay finite. Weights are written once and kept in `$I2I_BENCH_MODELS`, or below the
 * temporary folder.
 *
 * @param components whose weights are wanted; sd-turbo's UNet takes 3.5 GB in float32, sdxl-turbo's 10.3 GB
 * @returns the folder
 */
export async function fullSizeModel(
  name: FullSizeName,
  precision: Precision,
  components: readonly Component[],
): Promise<string> {
  const models = process.env.I2I_BENCH_MODELS ?? join(tmpdir(), 'i2i-bench-models')
  const folder = join(models, `${name}-${precision}`)
  copySettings(name, folder)
  const shapes = shapesOf(name)
  for (const component of components) {
    await writeWeights(weightsFile(folder, component, precision), shapes[published(component, name)], precision)
  }
  return folder
}

/** Where the weights of a component lie. */
export function weightsFile(folder: string, component: Component, precision: Precision): string {
  const stem = component.startsWith('text') ? 'model' : 'diffusion_pytorch_model'
  return join(folder, component, `${stem}${precision === 'float16' ? '.fp16' : ''}.safetensors`)
}

/** Tensors of a published model, by component. */
export function shapesOf(name: FullSizeName): Shapes {
  return JSON.parse(readFileSync(join(configsOf(name), 'tensors.json'), 'utf8'))
}

function configsOf(name: FullSizeName): string {
  return join(fixtures, 'configs', name)
}

const fixtures = new URL('../test/fixtures', import.meta.url).pathname

/** The small autoencoder is published under a name of its own. */
function published(component: Component, name: FullSizeName): string {
  if (component !== 'vae_tiny') return component
  return name === 'sd-turbo' ? 'taesd' : 'taesdxl'
}

/** Config files, and the tokenizer of a small model: the published ones have 49408 words, which no benchmark needs. */
function copySettings(name: FullSizeName, folder: string): void {
  const configs = configsOf(name)
  const tiny = join(fixtures, name === 'sd-turbo' ? 'tiny-sd21' : 'tiny-sdxl')
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(configs, 'model_index.json'), join(folder, 'model_index.json'))
  for (const component of ['unet', 'vae', 'vae_tiny', 'text_encoder', 'text_encoder_2', 'scheduler'] as const) {
    const source = component === 'scheduler' ? component : published(component, name)
    if (existsSync(join(configs, source))) cpSync(join(configs, source), join(folder, component), { recursive: true })
  }
  for (const tokenizer of ['tokenizer', 'tokenizer_2']) {
    if (existsSync(join(tiny, tokenizer))) cpSync(join(tiny, tokenizer), join(folder, tokenizer), { recursive: true })
  }
}

/** @see https://github.com/huggingface/safetensors: length of the header, header as JSON, tensors one after the other */
async function writeWeights(file: string, shapes: Shapes[string], precision: Precision): Promise<void> {
  const elementBytes = precision === 'float32' ? 4 : 2
  const { header, bytes } = headerOf(shapes, precision === 'float32' ? 'F32' : 'F16', elementBytes)
  if (existsSync(file) && statSync(file).size === header.length + bytes) return
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.${process.pid}`
  const block = randomBlock()
  {
    await using output = await open(unfinished, 'w')
    await output.write(header)
    for (const [key, shape] of Object.entries(shapes)) {
      const values = valuesFor(key, shape, block)
      const piece = new Uint8Array((precision === 'float32' ? values : new Float16Array(values)).buffer)
      let left = sizeOf(shape) * elementBytes
      for (; left > 0; left -= Math.min(left, piece.length)) {
        await output.write(piece, 0, Math.min(left, piece.length))
      }
    }
    await output.sync() // pages that wait to be written would count as private to whoever maps them
  }
  renameSync(unfinished, file)
}

function headerOf(shapes: Shapes[string], dtype: string, elementBytes: number): { header: Uint8Array; bytes: number } {
  let bytes = 0
  const entries = Object.entries(shapes).map(([key, shape]) => {
    const from = bytes
    bytes += sizeOf(shape) * elementBytes
    return [key, { dtype, shape, data_offsets: [from, bytes] }]
  })
  const json = JSON.stringify(Object.fromEntries(entries))
  // the published files fill up with spaces, so that the tensors stand at multiples of 8
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8))
  const header = new Uint8Array(8 + text.length)
  new DataView(header.buffer).setBigUint64(0, BigInt(text.length), true)
  header.set(text, 8)
  return { header, bytes }
}

/**
 * What a tensor is filled with, again and again. Weights let the variance through; norms are neutral.
 * @returns at most as many values as the block
 */
function valuesFor(key: string, shape: readonly number[], block: Float32Array): Float32Array {
  const length = Math.min(sizeOf(shape), block.length)
  if (shape.length > 1) {
    const scale = 1 / Math.sqrt(sizeOf(shape.slice(1)))
    return block.slice(0, length).map((v) => v * scale)
  }
  if (/norm\w*\.weight$/.test(key)) return new Float32Array(length).fill(1)
  return block.slice(0, length).map((v) => v * 0.01)
}

/** Evenly distributed with unit variance, the same on every machine. The odd length keeps rows of weights from being equal. */
function randomBlock(): Float32Array {
  let state = 1
  return Float32Array.from({ length: 1_048_573 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state / 2 ** 31 - 1) * Math.sqrt(3)
  })
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1)
}
