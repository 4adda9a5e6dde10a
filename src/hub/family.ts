/** Which line of models a UNet belongs to; the same text stands in lists. */
export type Family = 'SDXL' | 'SD 2.x' | 'SD 1.x'

type UnetConfig = {
  readonly addition_embed_type?: string | null | undefined
  readonly cross_attention_dim?: number | number[] | null | undefined
}

/**
 * SDXL takes the picture's size beside the text; SD 1.x and 2.x read text embeddings of 768 and 1024 numbers. Undefined
 * for anything else.
 */
export function familyOf(config: UnetConfig): Family | undefined {
  if (config.addition_embed_type === 'text_time') return 'SDXL'
  if (config.addition_embed_type) return undefined
  const width = Array.isArray(config.cross_attention_dim) ? config.cross_attention_dim[0] : config.cross_attention_dim
  return (width ?? 0) > 768 ? 'SD 2.x' : 'SD 1.x'
}

/** The small autoencoder for the latents of a family. @see https://github.com/madebyollin/taesd */
export function tinyAutoencoderOf(family: Family): string {
  return family === 'SDXL' ? 'madebyollin/taesdxl' : 'madebyollin/taesd'
}
