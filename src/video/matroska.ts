import type { Size } from '#frame/capture.ts'

/** What the pictures of a stream are like. */
export type MatroskaOptions = Size & {
  /** jpeg: each a whole JPEG. rgb: [heightPx, widthPx, 3], 8 bits, uncompressed. */
  readonly kind: 'jpeg' | 'rgb'
  /** About how many a second; only what an encoder is told to expect. */
  readonly fps?: number
}

/**
 * The start of a Matroska stream of pictures with exact times, for ffmpeg's standard input: pictures by themselves know no times.
 * @see RFC 9559, 5.1.4.1.28 (video settings); RFC 8794 (EBML)
 */
export function matroskaHeader({ widthPx, heightPx, kind, fps }: MatroskaOptions): Uint8Array {
  const ebml = element(0x1a45dfa3, [
    element(0x4286, number(1)), // EBMLVersion
    element(0x42f7, number(1)), // EBMLReadVersion
    element(0x4282, text('matroska')), // DocType
    element(0x4287, number(4)), // DocTypeVersion
    element(0x4285, number(2)), // DocTypeReadVersion
  ])
  const info = element(0x1549a966, [
    element(0x2ad7b1, number(NS_PER_TICK)),
    element(0x4d80, text('i2i')), // MuxingApp
    element(0x5741, text('i2i')), // WritingApp
  ])
  const video = element(0xe0, [
    element(0xb0, number(widthPx)),
    element(0xba, number(heightPx)),
    ...(kind === 'rgb' ? [element(0x2eb524, Uint8Array.of(0x52, 0x47, 0x42, 24))] : []), // UncompressedFourCC: RGB, 24 bits
  ])
  const track = element(0xae, [
    element(0xd7, number(TRACK)),
    element(0x73c5, number(TRACK)), // TrackUID
    element(0x83, number(1)), // TrackType: video
    element(0x9c, number(0)), // FlagLacing
    ...(fps === undefined ? [] : [element(0x23e383, number(Math.round(1e9 / fps)))]), // DefaultDuration
    element(0x86, text(kind === 'rgb' ? 'V_UNCOMPRESSED' : 'V_MJPEG')),
    video,
  ])
  return joined([ebml, SEGMENT, info, element(0x1654ae6b, track)])
}

/**
 * One picture: a cluster of its own.
 * @param picture as the header has promised; copied
 * @param atUs    time in microseconds, not negative, greater than that of the picture before
 */
export function matroskaPicture(picture: Uint8Array, atUs: number): Uint8Array {
  const time = element(0xe7, number(atUs))
  const block = joined([number(0xa3), size(BLOCK_HEAD.length + picture.length), BLOCK_HEAD])
  const bytes = time.length + block.length + picture.length
  return joined([number(0x1f43b675), size(bytes), time, block, picture])
}

const NS_PER_TICK = 1000
const TRACK = 1
/** Track, time after that of the cluster (0), a keyframe. */
const BLOCK_HEAD = Uint8Array.of(0x80 | TRACK, 0, 0, 0x80)
/** A segment whose end is the end of the stream. */
const SEGMENT = Uint8Array.of(0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)

function element(name: number, content: Uint8Array | readonly Uint8Array[]): Uint8Array {
  const bytes = content instanceof Uint8Array ? content : joined(content)
  return joined([number(name), size(bytes.length), bytes])
}

/** The fewest bytes that hold it, the highest first: names of elements and numbers alike. */
function number(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.from(bytes)
}

/** A length in eight bytes, the first of which says so. */
function size(bytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(bytes))
  view.setUint8(0, 0x01)
  return new Uint8Array(view.buffer)
}

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
