/** A stretch of text and how much it matters: 1 is normal, 1.1 a little more, 0 is as good as gone. */
export type Fragment = { readonly text: string; readonly weight: number }

/** One prompt, which may be one of several that are blended. */
export type PromptPart = {
  /** In the order of the text, at least one; neighbours differ in weight. */
  readonly fragments: readonly Fragment[]
  /** The part as it was written, syntax included: the pooled vector is made from this. */
  readonly source: string
  /** How much of the blend it is; the shares add up to 1 unless `no_normalize` was given. */
  readonly share: number
}

export type ParsedPrompt = {
  /** One for a plain prompt, otherwise the prompts of a blend. */
  readonly parts: readonly PromptPart[]
  /** What was probably meant differently, in sentences for the operator. */
  readonly notices: readonly string[]
}
