/** Element types of safetensors files, under the names that the rest of the house uses. */
export const tensorTypes = {
  F32: { dtype: 'float32', bytes: 4 },
  F16: { dtype: 'float16', bytes: 2 },
  BF16: { dtype: 'bfloat16', bytes: 2 },
  F64: { dtype: 'float64', bytes: 8 },
  I64: { dtype: 'int64', bytes: 8 },
  I32: { dtype: 'int32', bytes: 4 },
  I16: { dtype: 'int16', bytes: 2 },
  I8: { dtype: 'int8', bytes: 1 },
  U8: { dtype: 'uint8', bytes: 1 },
  BOOL: { dtype: 'bool', bytes: 1 },
} as const

/** Where a tensor lies: its bytes are read by whoever runs the network, not by us. */
export type TensorSource = {
  readonly key: string
  readonly dtype: (typeof tensorTypes)[keyof typeof tensorTypes]['dtype']
  readonly shape: readonly number[]
  /** Absolute path, symlinks resolved. */
  readonly file: string
  /** Of the first byte in the file. */
  readonly offset: number
  readonly bytes: number
}
