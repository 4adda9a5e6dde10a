import { OscRefusal } from './oscRefusal.ts'

/** Reads the parts of a packet one after the other: everything in OSC is padded to four bytes. */
export class PacketReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length
  }

  /** @throws OscRefusal */
  int32(): number {
    return this.#bytes.readInt32BE(this.#next(4))
  }

  /** @throws OscRefusal */
  uint32(): number {
    return this.#bytes.readUInt32BE(this.#next(4))
  }

  /** @throws OscRefusal */
  int64(): number {
    return Number(this.#bytes.readBigInt64BE(this.#next(8)))
  }

  /** @throws OscRefusal */
  float32(): number {
    return this.#bytes.readFloatBE(this.#next(4))
  }

  /** @throws OscRefusal */
  float64(): number {
    return this.#bytes.readDoubleBE(this.#next(8))
  }

  /** Text up to its zero. @throws OscRefusal */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#offset)
    if (end === -1 || this.isAtEnd) throw new OscRefusal('no OSC', 'A text in it has no end.')
    const letters = this.#bytes.subarray(this.#offset, end)
    // some senders leave out the padding of the last text
    this.#offset += padded(letters.length + 1)
    return decoded(letters)
  }

  /** The next bytes as a packet of their own; not copied. @throws OscRefusal */
  part(length: number): Buffer {
    if (length < 0) throw new OscRefusal('no OSC', 'A part of it says that it is shorter than nothing.')
    const start = this.#next(length)
    return this.#bytes.subarray(start, start + length)
  }

  #next(length: number): number {
    const start = this.#offset
    if (start + length > this.#bytes.length) throw new OscRefusal('no OSC', 'It ends in the middle of a value.')
    this.#offset = start + length
    return start
  }
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** UTF-8, or what older programs write: one byte a letter. */
function decoded(letters: Buffer): string {
  try {
    return utf8.decode(letters)
  } catch {
    return letters.toString('latin1')
  }
}
