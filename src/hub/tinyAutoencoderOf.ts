import type { Family } from '#checkpoint/family.ts'

/** The small autoencoder for the latents of a family. @see https://github.com/madebyollin/taesd */
export function tinyAutoencoderOf(family: Family): string {
  return family === 'SDXL' ? 'madebyollin/taesdxl' : 'madebyollin/taesd'
}
