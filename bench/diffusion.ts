/**
 * How long do the networks of a full-size model take on the CPU, and how much of what a plain large matrix product reaches? Random
 * weights; `node bench/diffusion.ts [WIDTHxHEIGHT]`. What is compared is run in turns, because the machine's speed varies.
 */
import { join } from 'node:path'
import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node'
import { readTensors } from '#checkpoint/weightFiles.ts'
import { randomInputs } from '#diffusion/randomInputs.ts'
import { openSession, type Session, type Tensor } from '#diffusion/session.ts'
import { dialectOf } from '#onnx/dialect.ts'
import { flops } from '#onnx/flops.ts'
import { Graph } from '#onnx/graph.ts'
import { fullSizeModel } from './fullSizeModel.ts'
import { autoencoderOf, unetOf } from './fullSizeNetworks.ts'
import { report, spread } from './report.ts'

const ROUNDS = 5
const [widthPx, heightPx] = (process.argv[2] ?? '512x512').split('x').map(Number)
const options = { precision: 'float32', count: 1, heightPx, widthPx } as const
const folder = await fullSizeModel('sd-turbo', 'float32', ['unet', 'vae', 'vae_tiny'])
const own = await autoencoderOf(folder, 'vae', options)
const small = await autoencoderOf(folder, 'vae_tiny', options)

type Contender = { readonly name: string; readonly gflop: number; run(): Promise<unknown>; readonly ms: number[] }

const gemm = await matrixProduct(2048)
await compare([gemm, await contender('unet', await unetOf(folder, options))])
await compare(
  [gemm, await contender('encode', small.encode, true), await contender('decode', small.decode, true)],
  'taesd',
)
await compare([gemm, await contender('encode', own.encode), await contender('decode', own.decode)], 'autoencoderKl')

/** Runs all in turns, the first one before and after each of the others, and reports the others beside the first. */
async function compare([ruler, ...others]: readonly Contender[], autoencoder?: string): Promise<void> {
  for (const { run } of [ruler, ...others]) await run()
  ruler.ms.length = 0
  for (let round = 0; round < ROUNDS; round++) {
    for (const other of others) {
      await time(ruler)
      await time(other)
      await time(ruler)
    }
  }
  const rulerGflops = gflopsOf(ruler)
  for (const other of others) {
    const gflops = gflopsOf(other)
    const figures = { ms: spread(other.ms), gflop: other.gflop, gflops, rulerGflops, share: gflops / rulerGflops }
    const settings = { network: other.name, ...(autoencoder && { autoencoder }), size: `${widthPx}x${heightPx}` }
    report('diffusion', { ...settings, rounds: ROUNDS }, figures)
  }
}

async function time({ run, ms }: Contender): Promise<void> {
  const began = performance.now()
  await run()
  ms.push(performance.now() - began)
}

function gflopsOf({ gflop, ms }: Contender): number {
  return (gflop * 1000) / spread(ms).p50
}

async function contender(name: string, graph: Graph, repack = false): Promise<Contender> {
  const session: Session = await openSession(graph.serialize(), { provider: 'cpu', device: 0 }, { repack })
  const inputs: Record<string, Tensor> = randomInputs(graph.model.inputs)
  return { name, gflop: flops(graph.model) / 1e9, run: () => session.run(inputs), ms: [] }
}

/** One large Gemm by a known matrix, as the runtime does it by itself: with the matrix repacked for speed. */
async function matrixProduct(n: number): Promise<Contender> {
  const tensors = await readTensors(join(folder, 'unet'), 'float32')
  const [large] = [...tensors.byKey.values()].filter(({ bytes }) => bytes >= 4 * n * n)
  const g = new Graph('gemm', dialectOf('cpu', 'float32'))
  const matrix = g.weight({ ...large, shape: [n, n], bytes: 4 * n * n })
  const x = g.input('x', 'float32', [n, n])
  g.output('product', g.node('Gemm', [x, matrix], [n, n], { attributes: { transB: { int: 1 } } }))
  const external = { model_external_initializers_file_folder_path: '/' }
  const session = await InferenceSession.create(g.serialize(), { extra: { session: external } })
  const feeds = { x: new RuntimeTensor('float32', randomInputs([x]).x.values as Float32Array, [n, n]) }
  return { name: 'gemm', gflop: (2 * n ** 3) / 1e9, run: () => session.run(feeds), ms: [] }
}
