/** What a prompt tells the UNet. Shared with the cache: nobody writes into these arrays. */
export type PromptEmbeds = {
  /** [tokens, width]; for SDXL the width is the sum of both encoders'. */
  readonly promptEmbeds: Float32Array
  /** 77, or a multiple of it for prompts joined with `.and()`. */
  readonly tokens: number
  /** [projection] of the second text encoder; undefined where the family has none. */
  readonly pooled: Float32Array | undefined
}
