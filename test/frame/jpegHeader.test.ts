import assert from 'node:assert/strict'
import { test } from 'node:test'
import turbo from '@julusian/jpeg-turbo'
import { jpegHeader } from '#frame/jpegHeader.ts'

const MAX_PIXELS = 4096 * 4096

test('size and components are read from a real JPEG', () => {
  assert.deepEqual(jpegHeader(jpeg(64, 40), MAX_PIXELS), { ok: true, widthPx: 64, heightPx: 40, components: 3 })
})

test('a grey JPEG has one component', () => {
  const grey = turbo.compressSync(Buffer.alloc(64), {
    format: turbo.FORMAT_GRAY,
    width: 8,
    height: 8,
    subsampling: turbo.SAMP_GRAY,
  })
  assert.deepEqual(jpegHeader(grey, MAX_PIXELS), { ok: true, widthPx: 8, heightPx: 8, components: 1 })
})

test('zeros after the end, as some cameras send them, do no harm', () => {
  assert.equal(jpegHeader(Buffer.concat([jpeg(16, 16), Buffer.alloc(32)]), MAX_PIXELS).ok, true)
})

const bad: [string, Uint8Array, RegExp][] = [
  ['an empty file', new Uint8Array(), /is empty/],
  ['a text', Buffer.from('hello, I am no picture'), /is not a JPEG/],
  ['a JPEG that is cut off in its pixels', jpeg(64, 64).subarray(0, 700), /is truncated/],
  ['a JPEG that is cut off in its header', jpeg(64, 64).subarray(0, 30), /is truncated/],
  ['a JPEG that claims 65500x65500 pixels', resized(jpeg(64, 64), 65_500, 65_500), /more than the limit/],
  ['a JPEG that claims no pixels at all', resized(jpeg(64, 64), 0, 64), /claims 0x64/],
  ['a JPEG of four colours', withComponents(jpeg(64, 64), 4), /4 colour components/],
  ['markers that lead nowhere', Buffer.from([0xff, 0xd8, 0x00, 0x01, 0x02, 0x03, 0x04]), /damaged header/],
  [
    'a segment that is shorter than its own length',
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9]),
    /no frame header/,
  ],
]

for (const [what, bytes, reason] of bad) {
  test(`${what} is refused with the reason`, () => {
    const header = jpegHeader(bytes, MAX_PIXELS)
    assert.equal(header.ok, false)
    assert.match(header.ok ? '' : header.reason, reason)
  })
}

test('no bytes at all make it throw or run away', () => {
  const whole = jpeg(32, 32)
  for (let seed = 1; seed <= 2000; seed++) {
    const bytes = Uint8Array.from(whole)
    for (let i = 0; i < 4; i++) bytes[(seed * 7919 * (i + 1)) % bytes.length] = (seed * 31 + i * 97) & 255
    jpegHeader(bytes.subarray(0, seed % whole.length), MAX_PIXELS)
    jpegHeader(bytes, MAX_PIXELS)
  }
})

function jpeg(width: number, height: number): Buffer {
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 37) & 255))
  return turbo.compressSync(pixels, { format: turbo.FORMAT_RGB, width, height, subsampling: turbo.SAMP_420 })
}

function resized(bytes: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt16BE(height, frameHeaderAt(copy) + 5)
  copy.writeUInt16BE(width, frameHeaderAt(copy) + 7)
  return copy
}

function withComponents(bytes: Buffer, n: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[frameHeaderAt(copy) + 9] = n
  return copy
}

function frameHeaderAt(bytes: Buffer): number {
  return bytes.indexOf(Buffer.from([0xff, 0xc0]))
}
