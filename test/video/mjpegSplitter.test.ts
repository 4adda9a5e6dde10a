import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fixture, jpegOf } from '#test/pictures.ts'
import { MjpegSplitter } from '#video/mjpegSplitter.ts'

const stream = [jpegOf(1), withThumbnail(jpegOf(2)), await readFile(fixture('progressive.jpg')), withFill(jpegOf(3))]

test('pictures come out as they went in, whatever the size of the chunks', () => {
  const bytes = Buffer.concat(stream)
  for (const size of [1, 2, 3, 7, 64, 1000, bytes.length]) {
    assert.deepEqual(hashes(split(chunks(bytes, size)).pictures), hashes(stream), `chunks of ${size}`)
  }
})

test('the end marker of a thumbnail inside an EXIF segment does not end the picture', () => {
  const [picture] = split([withThumbnail(jpegOf(2))]).pictures
  assert.equal(picture.length, withThumbnail(jpegOf(2)).length)
})

test('a picture that lies in one chunk is not copied', () => {
  const chunk = Buffer.concat(stream)
  assert.equal(split([chunk]).pictures[0].buffer, chunk.buffer)
})

test('garbage between pictures is passed over, at any cut', () => {
  const garbage = Buffer.from([0, 0xff, 0xff, 0x00, 0x0d, 0x0a, 0xff])
  const bytes = Buffer.concat([garbage, jpegOf(1), garbage, jpegOf(2)])
  for (const size of [1, 5, bytes.length])
    assert.deepEqual(hashes(split(chunks(bytes, size)).pictures), hashes([jpegOf(1), jpegOf(2)]))
})

test('a picture that breaks off is reported, and the next one is whole', () => {
  const cut = jpegOf(1).subarray(0, jpegOf(1).length - 10)
  const { pictures, broken } = split([Buffer.concat([cut, jpegOf(2)])])
  assert.deepEqual(hashes(pictures), hashes([jpegOf(2)]))
  assert.deepEqual(broken, ['is truncated'])
})

test('a damaged header is reported, and the next picture is whole', () => {
  const { pictures, broken } = split([
    Buffer.from([0xff, 0xd8, 0x12]),
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]),
    jpegOf(2),
  ])
  assert.deepEqual(hashes(pictures), hashes([jpegOf(2)]))
  assert.deepEqual(broken, ['has a damaged header', 'has a damaged header'])
})

test('a picture without an end is given up at the limit, and its memory with it', () => {
  const head = jpegOf(1).subarray(0, jpegOf(1).length - 2)
  const { pictures, broken } = split([head, ...Array.from({ length: 50 }, () => new Uint8Array(100)), jpegOf(2)], 2000)
  assert.match(broken[0], /is larger than 2000 bytes/)
  assert.deepEqual(hashes(pictures), hashes([jpegOf(2)]))
})

test('the work grows with the bytes, not with the number of chunks times the size of the picture', () => {
  const big = bigJpeg(4_000_000)
  const few = millisecondsOf(() => split(chunks(big, 65_536), 10 ** 8))
  const many = millisecondsOf(() => split(chunks(big, 256), 10 ** 8))
  // 256 times as many chunks: joining at every one of them would take minutes
  assert.ok(many < few * 100 + 500, `${few} ms, ${many} ms`)
})

function split(parts: readonly Uint8Array[], maxBytes = 10 ** 6) {
  const broken: string[] = []
  const splitter = new MjpegSplitter({ maxBytes, onBroken: (reason) => broken.push(reason) })
  return { pictures: parts.flatMap((part) => splitter.push(part)), broken }
}

function chunks(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
}

/** An APP1 segment with a whole JPEG in it, as cameras write it. */
function withThumbnail(jpeg: Uint8Array): Uint8Array {
  const thumbnail = Buffer.concat([Buffer.from('Exif\0\0'), jpegOf(9)])
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), thumbnail])
  segment.writeUInt16BE(thumbnail.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])
}

/** Fill bytes before the first segment, which the standard allows. */
function withFill(jpeg: Uint8Array): Uint8Array {
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff]), jpeg.subarray(2)])
}

function bigJpeg(bytes: number): Uint8Array {
  const small = jpegOf(1)
  const body = Buffer.alloc(bytes, Buffer.from([1, 2, 3, 0xff, 0x00, 0xff, 0xd3, 5]))
  return Buffer.concat([small.subarray(0, small.length - 2), body, small.subarray(small.length - 2)])
}

function millisecondsOf(work: () => void): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

const hashes = (pictures: readonly Uint8Array[]) => pictures.map((picture) => Buffer.from(picture).toString('base64'))
