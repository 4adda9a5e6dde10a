import { createHash } from 'node:crypto'

/** A key as it stands in a file: 32 bytes in Z85, 40 printable letters. */
export type CurveKey = string

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

export function isCurveKey(text: string): text is CurveKey {
  return text.length === 40 && [...text].every((letter) => DIGITS.includes(letter))
}

/** @param bytes the 32 bytes of a key, as ØMQ hands them over @see https://rfc.zeromq.org/spec/32/ */
export function encodeKey(bytes: Buffer): CurveKey {
  let text = ''
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const word = bytes.readUInt32BE(at)
    for (let divisor = 85 ** 4; divisor >= 1; divisor /= 85) text += DIGITS[Math.floor(word / divisor) % 85]
  }
  return text
}

/** A public key as people compare it: `3f1a 90c2 77de 01b4`. */
export function fingerprint(publicKey: CurveKey): string {
  const hex = createHash('sha256').update(publicKey).digest('hex')
  return (hex.slice(0, 16).match(/.{4}/g) ?? []).join(' ')
}
