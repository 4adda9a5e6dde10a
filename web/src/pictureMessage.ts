/** One picture as the server sends it. */
export type Picture = {
  /** Capture time, ms since the Unix epoch, by the server's clock. */
  readonly timestampMs: number
  readonly index: number
  readonly jpeg: Uint8Array<ArrayBuffer>
}

/**
 * Reads msgpack `[int, int, bin]` and nothing else: a library would be larger than the rest of the page.
 * @throws RangeError for anything else
 */
export function decodePicture(message: ArrayBuffer): Picture {
  const view = new DataView(message)
  if (view.getUint8(0) !== 0x93) throw new RangeError('not an array of three')
  const timestamp = readInt(view, 1)
  const index = readInt(view, timestamp.end)
  return { timestampMs: timestamp.value, index: index.value, jpeg: readBin(view, index.end) }
}

function readInt(view: DataView, at: number): { value: number; end: number } {
  const first = view.getUint8(at)
  if (first < 0x80) return { value: first, end: at + 1 }
  if (first >= 0xe0) return { value: first - 0x100, end: at + 1 }
  switch (first) {
    case 0xcc:
      return { value: view.getUint8(at + 1), end: at + 2 }
    case 0xcd:
      return { value: view.getUint16(at + 1), end: at + 3 }
    case 0xce:
      return { value: view.getUint32(at + 1), end: at + 5 }
    case 0xcf:
      return { value: Number(view.getBigUint64(at + 1)), end: at + 9 }
    case 0xd0:
      return { value: view.getInt8(at + 1), end: at + 2 }
    case 0xd1:
      return { value: view.getInt16(at + 1), end: at + 3 }
    case 0xd2:
      return { value: view.getInt32(at + 1), end: at + 5 }
    case 0xd3:
      return { value: Number(view.getBigInt64(at + 1)), end: at + 9 }
  }
  throw new RangeError('not an integer')
}

function readBin(view: DataView, at: number): Uint8Array<ArrayBuffer> {
  switch (view.getUint8(at)) {
    case 0xc4:
      return new Uint8Array(view.buffer as ArrayBuffer, at + 2, view.getUint8(at + 1))
    case 0xc5:
      return new Uint8Array(view.buffer as ArrayBuffer, at + 3, view.getUint16(at + 1))
    case 0xc6:
      return new Uint8Array(view.buffer as ArrayBuffer, at + 5, view.getUint32(at + 1))
  }
  throw new RangeError('not binary')
}
