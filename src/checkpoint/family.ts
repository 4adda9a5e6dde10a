/** Which line of models a UNet belongs to; the same text stands in lists and logs. */
export type Family = 'SDXL' | 'SD 2.x' | 'SD 1.x'

type Clues = {
  readonly addition_embed_type?: string | null | undefined
  readonly cross_attention_dim?: number | readonly number[] | null | undefined
}

/**
 * SDXL takes the picture's size beside the text; SD 1.x and 2.x read text embeddings of 768 and 1024 numbers.
 * @returns undefined for anything else
 */
export function familyOf({ addition_embed_type, cross_attention_dim }: Clues): Family | undefined {
  if (addition_embed_type === 'text_time') return 'SDXL'
  if (addition_embed_type) return undefined
  return Math.max(...[cross_attention_dim ?? 0].flat()) > 768 ? 'SD 2.x' : 'SD 1.x'
}
