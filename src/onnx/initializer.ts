import type { ElementType } from './value.ts'

/** Values that come with a graph: bytes inside it, or a place in a file outside. */
export type Initializer = {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
} & ({ readonly raw: Uint8Array } | { readonly file: string; readonly offset: number; readonly bytes: number })

/** A tensor in a file, little-endian and row by row, such as one of a .safetensors file. */
export type FileTensor = {
  /** Its name in the checkpoint; nodes are named after it. */
  readonly key: string
  readonly dtype: string
  readonly shape: readonly number[]
  /** Absolute path, symlinks resolved. */
  readonly file: string
  /** Where its first byte lies in the file. */
  readonly offset: number
  readonly bytes: number
}

/** The part of a checkpoint that belongs to one layer; taking a tensor marks it as used. */
export type LayerWeights = {
  /** `down_blocks.0.resnets.1.conv1` */
  readonly path: string
  has(key: string): boolean
  shapeOf(key: string): readonly number[]
  take(key: string, shape: readonly number[]): FileTensor
}
