import type { AutoencoderConfig } from '#checkpoint/autoencoderConfig.ts'
import type { Tensors } from '#checkpoint/tensors.ts'
import type { Dialect } from '#onnx/dialect.ts'

/** What the graphs of an autoencoder are made for. */
export type AutoencoderGraphOptions = {
  readonly config: AutoencoderConfig
  /** Those of the encoder and the decoder: a graph takes its own. */
  readonly tensors: Tensors
  readonly dialect: Dialect
  /** Pictures of a batch. */
  readonly count: number
  /** Of the pictures: a multiple of `pixelsPerLatent`, and so is the width. */
  readonly heightPx: number
  readonly widthPx: number
}

/** Pixels that become one latent, along one axis: 8 in all checkpoints of note. */
export function pixelsPerLatent(config: AutoencoderConfig): number {
  return config._class_name === 'AutoencoderKL'
    ? 2 ** (config.block_out_channels.length - 1)
    : 2 ** (config.num_encoder_blocks.length - 1)
}

/** Height and width of the latents. @throws RangeError if the size is no multiple of `pixelsPerLatent` */
export function latentSize({ config, heightPx, widthPx }: AutoencoderGraphOptions): [number, number] {
  const step = pixelsPerLatent(config)
  if (heightPx % step === 0 && widthPx % step === 0) return [heightPx / step, widthPx / step]
  throw new RangeError(`pictures of ${widthPx}x${heightPx}: width and height have to be multiples of ${step}`)
}

/**
 * The dialect an autoencoder is written in. Some compute numbers that float16 cannot hold, and say so (`force_upcast`):
 * those are computed in float32.
 */
export function autoencoderDialect(dialect: Dialect, config: AutoencoderConfig): Dialect {
  return config._class_name === 'AutoencoderKL' && config.force_upcast ? { ...dialect, float: 'float32' } : dialect
}
