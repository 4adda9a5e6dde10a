export type MjpegSplitterOptions = {
  /** A picture that grows beyond this is given up. */
  readonly maxBytes: number
  /** Told why a picture that had begun was given up: `is truncated`. */
  readonly onBroken?: (reason: string) => void
}

type Reading =
  | 'start' // outside a picture: up to the next FF
  | 'startCode' // … after it: is this a start marker?
  | 'marker' // at the FF of the next segment
  | 'code' // after that FF
  | 'lengthHigh'
  | 'lengthLow'
  | 'segment' // inside a segment whose length is known
  | 'entropy' // compressed data: up to the next FF
  | 'entropyCode' // … after it: data, or a marker?

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const TEM = 0x01

/**
 * Cuts a stream of JPEGs, one after the other, into JPEGs.
 *
 * It walks the segments, since the thumbnail inside an EXIF segment has an end marker of its own. Every byte is looked
 * at once, whatever the size of the chunks; a picture that lies in one chunk is a view of it, others are joined once.
 * After something that is no JPEG it goes on at the next start marker.
 *
 * @see ITU T.81, B.1.1
 */
export class MjpegSplitter {
  readonly #options: MjpegSplitterOptions
  #reading: Reading = 'start'
  /** The marker whose segment is being read, and what is left of that segment. */
  #code = 0
  #left = 0
  /** The current picture: its parts in earlier chunks, and where it begins in this one; undefined outside a picture. */
  #parts: Uint8Array[] = []
  #partBytes = 0
  #begin: number | undefined
  #chunk: Uint8Array = new Uint8Array()
  #pictures: Uint8Array[] = []

  constructor(options: MjpegSplitterOptions) {
    this.#options = options
  }

  /** @returns the pictures that end in this chunk. The chunk must not be written to any more. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunk = chunk
    this.#pictures = []
    let at = 0
    while (at < chunk.length) at = this.#step(at)
    this.#keepRest()
    return this.#pictures
  }

  /** @returns where the next step begins */
  #step(at: number): number {
    if (this.#reading === 'start') return this.#find(at, 'startCode')
    if (this.#reading === 'entropy') return this.#find(at, 'entropyCode')
    if (this.#reading === 'segment') return this.#skip(at)
    this.#read(this.#chunk[at], at + 1)
    return at + 1
  }

  #find(at: number, then: Reading): number {
    const found = this.#chunk.indexOf(0xff, at)
    if (found < 0) return this.#chunk.length
    this.#reading = then
    return found + 1
  }

  #skip(at: number): number {
    const end = Math.min(this.#chunk.length, at + this.#left)
    this.#left -= end - at
    if (this.#left === 0) this.#endSegment()
    return end
  }

  /** @param end index after the byte */
  #read(byte: number, end: number): void {
    switch (this.#reading) {
      case 'startCode':
        if (byte === SOI) this.#beginPicture(end)
        else if (byte !== 0xff) this.#reading = 'start'
        return
      case 'marker':
        if (byte === 0xff) this.#reading = 'code'
        else this.#giveUp('has a damaged header')
        return
      case 'lengthHigh':
        this.#left = byte * 256
        this.#reading = 'lengthLow'
        return
      case 'lengthLow':
        this.#beginSegment(byte)
        return
      default:
        this.#readCode(byte, end)
    }
  }

  #readCode(byte: number, end: number): void {
    if (byte === 0xff) return // fill bytes may stand before the code
    const isRestart = byte >= 0xd0 && byte <= 0xd7
    if (this.#reading === 'entropyCode' && (byte === 0 || isRestart)) this.#reading = 'entropy'
    else if (byte === EOI) this.#endPicture(end)
    else if (byte === SOI) this.#beginPicture(end)
    else if (byte === 0) this.#giveUp('has a damaged header')
    else if (byte === TEM || isRestart) this.#reading = 'marker'
    else {
      this.#code = byte
      this.#reading = 'lengthHigh'
    }
  }

  #beginSegment(lengthLow: number): void {
    this.#left += lengthLow - 2 // the length counts itself
    if (this.#left < 0) this.#giveUp('has a damaged header')
    else if (this.#left === 0) this.#endSegment()
    else this.#reading = 'segment'
  }

  // compressed data follows the header of a scan, another marker every other segment
  #endSegment(): void {
    this.#reading = this.#code === SOS ? 'entropy' : 'marker'
  }

  #beginPicture(end: number): void {
    if (this.#begin !== undefined) this.#giveUp('is truncated')
    this.#begin = Math.max(0, end - 2)
    if (end < 2) this.#addPart(Uint8Array.of(0xff)) // the other half of the marker ended the last chunk
    this.#reading = 'marker'
  }

  #endPicture(end: number): void {
    const last = this.#chunk.subarray(this.#begin ?? 0, end)
    this.#pictures.push(this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]))
    this.#leavePicture()
  }

  #giveUp(reason: string): void {
    this.#options.onBroken?.(reason)
    this.#leavePicture()
  }

  #leavePicture(): void {
    this.#parts = []
    this.#partBytes = 0
    this.#begin = undefined
    this.#reading = 'start'
  }

  #keepRest(): void {
    if (this.#begin === undefined) return
    this.#addPart(this.#chunk.subarray(this.#begin))
    this.#begin = 0
    if (this.#partBytes > this.#options.maxBytes) this.#giveUp(`is larger than ${this.#options.maxBytes} bytes`)
  }

  #addPart(part: Uint8Array): void {
    this.#parts.push(part)
    this.#partBytes += part.length
  }
}
