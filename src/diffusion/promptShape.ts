import type { Checkpoint } from '#checkpoint/checkpoint.ts'

/** What an embedded prompt looks like for a model. */
export type PromptShape = {
  /** Length of an embedded prompt. */
  readonly tokens: number
  /** The widths of all text encoders together. */
  readonly promptWidth: number
  /** Of the pooled prompt, where the UNet wants one. */
  readonly pooledWidth: number | undefined
}

export function promptShapeOf({ textEncoders, family }: Pick<Checkpoint, 'textEncoders' | 'family'>): PromptShape {
  return {
    tokens: textEncoders[0].tokenizer.modelMaxLength,
    promptWidth: textEncoders.reduce((sum, { config }) => sum + config.hidden_size, 0),
    pooledWidth: family === 'sdxl' ? textEncoders.at(-1)?.config.projection_dim : undefined,
  }
}
