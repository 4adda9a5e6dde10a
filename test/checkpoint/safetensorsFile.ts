import { writeFileSync } from 'node:fs'

/** How a tensor stands in a header. */
export type Entry = {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly number[]
}

/** Two tensors that fill 20 bytes. */
export const plain: Readonly<Record<string, Entry>> = {
  'conv.weight': { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
  'conv.bias': { dtype: 'F16', shape: [2], data_offsets: [16, 20] },
}

/**
 * The bytes of a file, true or not.
 * @param header an object, or the text or the bytes that stand in its place
 * @param dataBytes how many zeros follow
 * @param claimed length of the header, if it is not to be true
 */
export function safetensors(header: unknown, dataBytes: number, claimed?: bigint): Buffer {
  const text = Buffer.isBuffer(header)
    ? header
    : Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(claimed ?? BigInt(text.length))
  return Buffer.concat([length, text, Buffer.alloc(dataBytes)])
}

/** Writes a file with float32 tensors of these shapes, one after the other. */
export function writeTensors(path: string, shapes: Readonly<Record<string, readonly number[]>>): void {
  let end = 0
  const entries = Object.entries(shapes).map(([key, shape]): [string, Entry] => {
    const from = end
    end += shape.reduce((product, n) => product * n, 4)
    return [key, { dtype: 'F32', shape, data_offsets: [from, end] }]
  })
  writeFileSync(path, safetensors(Object.fromEntries(entries), end))
}
