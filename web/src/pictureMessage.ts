/** One picture as the server sends it. */
export type Picture = {
  /** Capture time, ms since the Unix epoch, by the server's clock. */
  readonly timestampMs: number
  readonly index: number
  readonly jpeg: Uint8Array<ArrayBuffer>
  /** The picture that it was made from, if it was asked for too. */
  readonly inputJpeg: Uint8Array<ArrayBuffer> | undefined
}

const ARRAY_OF_THREE = 0x93
const ARRAY_OF_FOUR = 0x94

/**
 * Reads msgpack `[int, int, bin]` or `[int, int, bin, bin]` and nothing else: a library would be larger than half the page.
 * @throws RangeError for anything else
 */
export function decodePicture(message: ArrayBuffer): Picture {
  const view = new DataView(message)
  const kind = view.getUint8(0)
  if (kind !== ARRAY_OF_THREE && kind !== ARRAY_OF_FOUR) throw new RangeError('not an array of three or four')
  const timestamp = readInt(view, 1)
  const index = readInt(view, timestamp.end)
  const jpeg = readBin(view, index.end)
  const inputJpeg = kind === ARRAY_OF_FOUR ? readBin(view, jpeg.end).value : undefined
  return { timestampMs: timestamp.value, index: index.value, jpeg: jpeg.value, inputJpeg }
}

type Read<T> = { readonly value: T; readonly end: number }

function readInt(view: DataView, at: number): Read<number> {
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

function readBin(view: DataView, at: number): Read<Uint8Array<ArrayBuffer>> {
  switch (view.getUint8(at)) {
    case 0xc4:
      return bytes(view, at + 2, view.getUint8(at + 1))
    case 0xc5:
      return bytes(view, at + 3, view.getUint16(at + 1))
    case 0xc6:
      return bytes(view, at + 5, view.getUint32(at + 1))
  }
  throw new RangeError('not binary')
}

function bytes(view: DataView, at: number, length: number): Read<Uint8Array<ArrayBuffer>> {
  return { value: new Uint8Array(view.buffer as ArrayBuffer, at, length), end: at + length }
}
