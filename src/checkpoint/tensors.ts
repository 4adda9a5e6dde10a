import type { TensorSource } from './tensorSource.ts'

/** Every tensor of one component of a model, from all of its files. */
export type Tensors = {
  /** What it is called in errors: `unet (…/unet/diffusion_pytorch_model.safetensors)`. */
  readonly name: string
  readonly byKey: ReadonlyMap<string, TensorSource>
}
