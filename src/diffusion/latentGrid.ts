import type { AutoencoderConfig } from '#checkpoint/autoencoderConfig.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { pixelsPerLatent } from '#model/autoencoder/autoencoderGraphOptions.ts'
import type { Shape } from './shape.ts'

/** Latents of all families have four channels. */
const CHANNELS = 4

/** How latents lie under pictures: one for 8x8 pixels in all checkpoints of note, but the autoencoder says. */
export class LatentGrid {
  readonly #pixels: number

  constructor(config: AutoencoderConfig) {
    this.#pixels = pixelsPerLatent(config)
  }

  /** Height and width of the latents of a picture. */
  sides({ heightPx, widthPx }: Shape): { height: number; width: number } {
    return { height: heightPx / this.#pixels, width: widthPx / this.#pixels }
  }

  /** [count, channels, height, width] */
  shape(shape: Shape): number[] {
    const { height, width } = this.sides(shape)
    return [shape.count, CHANNELS, height, width]
  }

  /** Number of values of one picture's latents. */
  size(shape: Shape): number {
    const { height, width } = this.sides(shape)
    return CHANNELS * height * width
  }

  /** @throws OperatorError SETTING_INVALID for a size that no whole number of latents covers */
  assertFits({ count, heightPx, widthPx }: Shape): void {
    const isWhole = [count, heightPx, widthPx].every((n) => Number.isInteger(n) && n > 0)
    if (isWhole && heightPx % this.#pixels === 0 && widthPx % this.#pixels === 0) return
    const message = `A batch of ${count} pictures of ${widthPx}x${heightPx} pixels cannot be drawn: both sides have to be divisible by ${this.#pixels}.`
    throw new OperatorError('SETTING_INVALID', message, `Choose a resolution divisible by ${this.#pixels}.`)
  }
}
