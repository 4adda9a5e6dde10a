/** Ten times the largest answer of a server: a list of a thousand folders. */
const MAX_BYTES = 4 * 2 ** 20

/** The body of a response as text. @throws RangeError if it is larger than any answer of a server */
export async function bodyText({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body ?? []) {
    bytes += piece.byteLength
    if (bytes > MAX_BYTES) throw new RangeError(`the answer is larger than ${MAX_BYTES} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
