import { open, realpath } from 'node:fs/promises'
import { z } from 'zod'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { type TensorSource, tensorTypes } from './tensorSource.ts'

/** As in the reference implementation: a longer header is an attack or a mistake. */
const MAX_HEADER_BYTES = 100_000_000

const header = z.record(z.string(), z.unknown())
const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})

/**
 * Reads where the tensors of a .safetensors file lie; their bytes are not touched.
 * @throws OperatorError CHECKPOINT_INVALID if the header lies in any way or the file is cut off
 * @see https://github.com/huggingface/safetensors#format
 */
export async function readSafetensors(path: string): Promise<TensorSource[]> {
  const { file, text, headerBytes, fileBytes } = await readHeader(path)
  const places = parseHeader(text, path)
  const start = 8 + headerBytes
  const tensors = Object.entries(places)
    .filter(([key]) => key !== '__metadata__')
    .map(([key, place]) => tensorOf(key, place, { path, file, start }))
  assertSeamless(tensors, { path, start, fileBytes })
  return tensors
}

async function readHeader(path: string) {
  const file = await realpath(path).catch((error) => {
    throw damaged(path, `it cannot be opened (${reasonOf(error)})`)
  })
  await using handle = await open(file)
  const { size: fileBytes } = await handle.stat()
  const length = Buffer.alloc(8)
  const { bytesRead } = await handle.read(length, 0, 8, 0)
  if (bytesRead < 8) throw damaged(path, `it has only ${fileBytes} bytes`)
  const headerBytes = Number(length.readBigUInt64LE())
  if (headerBytes > MAX_HEADER_BYTES) throw damaged(path, `its header claims to have ${headerBytes} bytes`)
  if (8 + headerBytes > fileBytes)
    throw damaged(path, `its header of ${headerBytes} bytes ends after the file's ${fileBytes}`)
  const text = Buffer.alloc(headerBytes)
  await handle.read(text, 0, headerBytes, 8)
  return { file, text: text.toString('utf8'), headerBytes, fileBytes }
}

function parseHeader(text: string, path: string): Record<string, unknown> {
  try {
    return header.parse(JSON.parse(text))
  } catch (error) {
    throw damaged(path, 'its header is no JSON object', error)
  }
}

function tensorOf(
  key: string,
  place: unknown,
  { path, file, start }: { path: string; file: string; start: number },
): TensorSource {
  const parsed = entry.safeParse(place)
  if (!parsed.success) throw damaged(path, `the entry of ${key.slice(0, 200)} has no dtype, shape and data_offsets`)
  const { dtype, shape, data_offsets } = parsed.data
  const type = Object.hasOwn(tensorTypes, dtype) ? tensorTypes[dtype as keyof typeof tensorTypes] : undefined
  if (!type) throw damaged(path, `${key} is of the type ${dtype.slice(0, 40)}, which is not known`)
  const [from, to] = data_offsets
  const bytes = shape.reduce((product, n) => product * n, type.bytes)
  if (to - from !== bytes) {
    throw damaged(path, `${key} has ${to - from} bytes, but ${dtype} [${shape.join(', ')}] has ${bytes}`)
  }
  return { key, dtype: type.dtype, shape, file, offset: start + from, bytes }
}

/** The format allows neither overlaps nor holes, and the last tensor ends with the file. */
function assertSeamless(
  tensors: readonly TensorSource[],
  { path, start, fileBytes }: { path: string; start: number; fileBytes: number },
): void {
  let end = start
  for (const { key, offset, bytes } of tensors.toSorted((a, b) => a.offset - b.offset || a.bytes - b.bytes)) {
    if (offset < end) throw damaged(path, `${key} overlaps another tensor`)
    if (offset > end) throw damaged(path, `${offset - end} bytes before ${key} belong to no tensor`)
    end = offset + bytes
  }
  if (end > fileBytes) throw damaged(path, `it is cut off: ${end - fileBytes} of ${end} bytes are missing`)
  if (end < fileBytes) throw damaged(path, `${fileBytes - end} bytes at its end belong to no tensor`)
}

function damaged(path: string, why: string, cause?: unknown): OperatorError {
  const remedy =
    'Download the file again: `npx i2i model verify` finds what is damaged, `npx i2i model pull` fetches it.'
  return new OperatorError('CHECKPOINT_INVALID', `${path} cannot be used: ${why}.`, remedy, { cause })
}
