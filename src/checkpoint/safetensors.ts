import { open, realpath, stat } from 'node:fs/promises'
import { z } from 'zod'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { shown } from './shown.ts'
import { type TensorSource, tensorTypes } from './tensorSource.ts'

/** As in the reference implementation: a longer header is an attack or a mistake. */
const MAX_HEADER_BYTES = 100_000_000

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})

/** What is known of a file before its tensors: its real path, the header and where the data begins. */
type Opened = {
  /** As it was asked for, for errors. */
  readonly path: string
  readonly file: string
  readonly header: Uint8Array
  readonly start: number
  readonly fileBytes: number
}

/**
 * Reads where the tensors of a .safetensors file lie; their bytes are not touched.
 * @throws OperatorError CHECKPOINT_INVALID if the header lies in any way or the file is cut off
 * @see https://github.com/huggingface/safetensors#format
 */
export async function readSafetensors(path: string): Promise<TensorSource[]> {
  const opened = await openHeader(path)
  const tensors = Object.entries(parseHeader(opened))
    .filter(([key]) => key !== '__metadata__')
    .map(([key, place]) => tensorOf(key, place, opened))
  assertSeamless(tensors, opened)
  return tensors
}

async function openHeader(path: string): Promise<Opened> {
  try {
    const file = await realpath(path)
    // opening a pipe would wait for somebody to write into it
    if (!(await stat(file)).isFile()) throw damaged(path, 'it is no file')
    await using handle = await open(file)
    const { size: fileBytes } = await handle.stat()
    const length = Buffer.alloc(8)
    await handle.read(length, 0, 8, 0)
    const headerBytes = assertHeaderLength(path, length.readBigUInt64LE(), fileBytes)
    const header = Buffer.alloc(headerBytes)
    await handle.read(header, 0, headerBytes, 8)
    return { path, file, header, start: 8 + headerBytes, fileBytes }
  } catch (error) {
    if (error instanceof OperatorError) throw error
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw damaged(path, isMissing ? 'it is missing' : `it cannot be read (${reasonOf(error)})`, { cause: error })
  }
}

function assertHeaderLength(path: string, claimed: bigint, fileBytes: number): number {
  if (fileBytes < 8) throw damaged(path, `it has only ${fileBytes} bytes, not even the length of its header`)
  if (claimed > MAX_HEADER_BYTES)
    throw damaged(path, `its header claims to have ${claimed} bytes, of at most ${MAX_HEADER_BYTES}`)
  const headerBytes = Number(claimed)
  if (8 + headerBytes <= fileBytes) return headerBytes
  throw damaged(
    path,
    `it is cut off: its header ends at byte ${8 + headerBytes}, but the file has only ${fileBytes} bytes`,
  )
}

function parseHeader(opened: Opened): object {
  const { path } = opened
  const text = headerText(opened)
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  } catch (error) {
    throw damaged(path, `its header is no JSON (${reasonOf(error).slice(0, 200)})`, { cause: error })
  }
  throw damaged(path, 'its header is no JSON object')
}

/** Strictly: letters that were replaced could make one key of two. */
function headerText({ header, path }: Opened): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header)
  } catch (error) {
    throw damaged(path, 'its header is no UTF-8 text', { cause: error })
  }
}

function tensorOf(key: string, place: unknown, { path, file, start }: Opened): TensorSource {
  const parsed = entry.safeParse(place)
  if (!parsed.success) {
    throw damaged(
      path,
      `the entry of ${shown(key)} is ${shown(place)} instead of a dtype, a shape and two data_offsets`,
    )
  }
  const { dtype, shape, data_offsets } = parsed.data
  const type = Object.hasOwn(tensorTypes, dtype) ? tensorTypes[dtype as keyof typeof tensorTypes] : undefined
  if (!type)
    throw damaged(path, `${shown(key)} is of the type ${shown(dtype)}, which is not supported`, { isType: true })
  const [from, to] = data_offsets
  if (to < from) throw damaged(path, `${shown(key)} ends at byte ${to}, before it begins at byte ${from}`)
  const bytes = shape.reduce((product, n) => product * n, type.bytes)
  if (to - from !== bytes) {
    throw damaged(path, `${shown(key)} has ${to - from} bytes, but ${dtype} ${shown(shape)} needs ${bytes}`)
  }
  return { key, dtype: type.dtype, shape, file, offset: start + from, bytes }
}

/** The format allows neither overlaps nor holes, and the last tensor ends with the file. */
function assertSeamless(tensors: readonly TensorSource[], { path, start, fileBytes }: Opened): void {
  let end = start
  let before = ''
  for (const { key, offset, bytes } of tensors.toSorted((a, b) => a.offset - b.offset || a.bytes - b.bytes)) {
    if (offset < end) {
      const from = offset - start
      throw damaged(path, `${shown(key)} begins at byte ${from}, inside ${shown(before)}, which ends at ${end - start}`)
    }
    if (offset > end) throw damaged(path, gap(key, { offset, end, bytes }, { start, fileBytes }))
    end = offset + bytes
    before = key
  }
  if (end > fileBytes) {
    throw damaged(
      path,
      `it is cut off: ${end - fileBytes} of ${end} bytes are missing, among them those of ${shown(before)}`,
    )
  }
  if (end < fileBytes) throw damaged(path, `${fileBytes - end} bytes at its end belong to no tensor`)
}

function gap(
  key: string,
  { offset, end, bytes }: { offset: number; end: number; bytes: number },
  { start, fileBytes }: { start: number; fileBytes: number },
): string {
  if (offset + bytes <= fileBytes) return `${offset - end} bytes before ${shown(key)} belong to no tensor`
  const place = `bytes ${offset - start} to ${offset + bytes - start}`
  return `${shown(key)} is said to lie at ${place}, but there are only ${fileBytes - start} bytes of tensors`
}

function damaged(path: string, why: string, options: ErrorOptions & { isType?: boolean } = {}): OperatorError {
  const remedy = options.isType
    ? 'Take the float32 or float16 files of the model: quantised ones cannot be used.'
    : 'Download the file again: `npx i2i model verify` finds what is damaged, `npx i2i model pull` fetches it.'
  return new OperatorError('CHECKPOINT_INVALID', `${path} cannot be used: ${why}.`, remedy, { cause: options.cause })
}
