import type { OscValue } from './oscValue.ts'

/** An OSC packet with one message, as bytes. Yes and no have no bytes of their own: their letter says it. */
export function encodeMessage(address: string, values: readonly OscValue[]): Buffer {
  const kinds = `,${values.map(({ tag }) => tag).join('')}`
  return Buffer.concat([padded(address), padded(kinds), ...values.map(bytesOf)])
}

function bytesOf({ tag, value }: OscValue): Buffer {
  if (tag === 's') return padded(value)
  const bytes = Buffer.alloc(tag === 'h' ? 8 : tag === 'i' || tag === 'f' ? 4 : 0)
  if (tag === 'i') bytes.writeInt32BE(value)
  if (tag === 'h') bytes.writeBigInt64BE(BigInt(value))
  if (tag === 'f') bytes.writeFloatBE(value)
  return bytes
}

/** A text, at least one zero, and zeros up to the next four bytes. */
function padded(text: string): Buffer {
  // a zero within would end the text for the reader, and shift everything after it
  const letters = Buffer.from(text.replaceAll('\0', ' '))
  return Buffer.concat([letters, Buffer.alloc(4 - (letters.length % 4))])
}
