import { decode, Encoder } from '@msgpack/msgpack'
import type { z } from 'zod'
import { WireError } from './protocol.ts'

/** A message as it travels: a msgpack map that says what it is, then one part for each picture. */
export type Parts = readonly Uint8Array[]

const encoder = new Encoder({ ignoreUndefined: true })

/** Packs the head of a message. */
export function packHead(head: Readonly<Record<string, unknown>>): Uint8Array {
  return encoder.encode(head)
}

/**
 * Unpacks the head of a message against the shapes that are known.
 * @param maxBytes a larger head is not looked at
 * @throws WireError in words that can be logged, whatever the bytes are
 */
export function unpackHead<T>(parts: Parts, shape: z.ZodType<T>, maxBytes: number): T {
  if (parts.length === 0) throw new WireError('an empty message')
  if (parts[0].length > maxBytes) throw new WireError(`a message whose head has ${parts[0].length} bytes`)
  const parsed = shape.safeParse(unpacked(parts[0]))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new WireError(`a message whose ${issue?.path.join('.') || 'type'} is wrong: ${issue?.message ?? 'unknown'}`)
}

function unpacked(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { maxMapLength: 64, maxArrayLength: 64, maxStrLength: 16_384, maxBinLength: 1024 })
  } catch (cause) {
    throw new WireError('bytes that are not msgpack', { cause })
  }
}
