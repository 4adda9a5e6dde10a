import type { Value } from '#onnx/value.ts'

/** Values that a UNet takes, for B pictures. */
export type UnetInputs = {
  /** Noisy latents, scaled as the scheduler says, [B, 4, h, w]. */
  readonly sample: Value
  /** float32, [1]. */
  readonly timestep: Value
  /** Each picture's own prompt, [B, tokens, D]. */
  readonly encoderHiddenStates: Value
  /** SDXL: each picture's pooled prompt, [B, D']. */
  readonly textEmbeds?: Value
  /** SDXL: [1, 6], float32. */
  readonly timeIds?: Value
  /** LCM: embedding of the guidance, [1, time_cond_proj_dim]. */
  readonly timestepCond?: Value
}
