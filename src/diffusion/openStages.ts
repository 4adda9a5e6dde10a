import { openCheckpoint } from '#checkpoint/checkpoint.ts'
import { decodeNetwork } from '#model/autoencoder/decodeGraph.ts'
import { encodeNetwork } from '#model/autoencoder/encodeGraph.ts'
import { denoiseNetwork } from '#model/unet/denoiseGraph.ts'
import { flops } from '#onnx/flops.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Log } from '#telemetry/log.ts'
import { LatentGrid } from './latentGrid.ts'
import { isSmall } from './networks.ts'
import type { ModelOptions } from './openModel.ts'
import { promptShapeOf } from './promptShape.ts'
import { chooseProvider, type ProviderChoice } from './providerChoice.ts'
import { randomInputs } from './randomInputs.ts'
import { openSession } from './session.ts'
import type { Shape } from './shape.ts'

/** One network of a model by itself, to measure it. */
export type Stage = AsyncDisposable & {
  readonly name: 'encode' | 'denoise' | 'decode'
  /** Of one run, in units of 10^9. */
  readonly gflop: number
  /** Once, with made-up numbers; they go to the device and the results come back, as in a show. */
  run(): Promise<void>
}

export type Stages = {
  readonly choice: ProviderChoice
  /** In the order in which a picture goes through them. Each makes its session when it is asked for. */
  readonly open: readonly (() => Promise<Stage>)[]
}

/**
 * The networks of a model on a provider, each alone: one after the other, so that they do not have to fit side by side.
 * @throws OperatorError PROVIDER_UNAVAILABLE, MODEL_NOT_INSTALLED, CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export async function openStages(
  options: Omit<ModelOptions, 'noise' | 'choice'> & { readonly shape: Shape },
  log: Pick<Log, 'info' | 'warn'>,
): Promise<Stages> {
  const { folder, vae, shape } = options
  const choice = await chooseProvider(options, log)
  const { device, dialect } = choice
  const checkpoint = await openCheckpoint(folder, { precision: dialect.float, vae })
  const { unet, autoencoder } = checkpoint
  const prompt = { guidance: false, ...promptShapeOf(checkpoint) }
  const latents = new LatentGrid(autoencoder.config).sides(shape)

  const open = async (name: Stage['name'], network: Graph, repack = false): Promise<Stage> => {
    const session = await openSession(network.serialize(), device, { repack })
    const inputs = randomInputs(network.model.inputs)
    return {
      name,
      gflop: flops(network.model) / 1e9,
      run: async () => void (await session.run(inputs)),
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    }
  }
  return {
    choice,
    open: [
      () => open('encode', encodeNetwork({ ...autoencoder, dialect, ...shape }), isSmall(autoencoder)),
      () => open('denoise', denoiseNetwork({ ...unet, dialect, count: shape.count, ...latents, ...prompt })),
      () => open('decode', decodeNetwork({ ...autoencoder, dialect, ...shape }), isSmall(autoencoder)),
    ],
  }
}
