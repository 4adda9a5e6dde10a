/** What a CLIP text encoder makes of one row of token ids; float32, the arrays belong to whoever asked. */
export type TextEncoding = {
  /** After the final layer norm, [tokens, width]. */
  readonly last: Float32Array
  /** One layer earlier, without the final layer norm, [tokens, width]. */
  readonly penultimate: Float32Array
  /** `text_embeds`: the projection of the first end-of-text, [projection]; undefined for an encoder without projection. */
  readonly pooled: Float32Array | undefined
}

/** A text encoder that is ready to run. */
export type TextEncoder = {
  /**
   * @param ids           start, text, end and padding: the model's full length, 77
   * @param attentionMask same length: 1 for a token that others may look at, 0 for one that is hidden from them
   */
  encode(ids: readonly number[], attentionMask: readonly number[]): Promise<TextEncoding>
}
