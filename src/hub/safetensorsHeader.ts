import { open } from 'node:fs/promises'

/** What the header of a safetensors file tells without reading its weights. */
export type WeightSummary = { readonly parameters: number; readonly dtypes: readonly string[] }

const MAX_HEADER_BYTES = 100 * 2 ** 20

/**
 * Counts the numbers in a file of weights. Undefined if its header cannot be read: who loads the file says why.
 * @see https://github.com/huggingface/safetensors (8 bytes of length, then JSON)
 */
export async function summarizeWeights(path: string): Promise<WeightSummary | undefined> {
  try {
    await using file = await open(path)
    const { buffer: length } = await file.read(Buffer.alloc(8), 0, 8, 0)
    const bytes = Number(length.readBigUInt64LE())
    if (bytes > MAX_HEADER_BYTES || bytes > (await file.stat()).size) return undefined
    const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, 8)
    return summaryOf(JSON.parse(buffer.toString('utf8')))
  } catch {
    return undefined // a summary is worth less than the list it stands in
  }
}

function summaryOf({ __metadata__: _, ...tensors }: Record<string, { dtype: string; shape: number[] }>): WeightSummary {
  const all = Object.values(tensors)
  const parameters = all.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  return { parameters, dtypes: [...new Set(all.map(({ dtype }) => dtype))] }
}
