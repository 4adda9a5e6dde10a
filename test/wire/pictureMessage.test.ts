import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodePictureMessage } from '#wire/pictureMessage.ts'

const timestamp = 1_700_000_000_123

test('a picture is published as msgpack [int, int, bin], byte for byte', () => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)
  const bytes = Buffer.from(encodePictureMessage({ timestamp, index: 7, jpeg }))
  const expected = Buffer.from([
    0x93, // an array of three
    ...[0xcf, ...bigEndian(timestamp)], // uint 64: never a float
    0x07, // positive fixint
    ...[0xc4, 4, 0xff, 0xd8, 0xff, 0xd9], // bin 8: bytes, not a string and not a list
  ])
  assert.equal(bytes.toString('hex'), expected.toString('hex'))
})

test('an index and a picture of usual size keep their kinds', () => {
  const jpeg = new Uint8Array(150_000)
  const bytes = encodePictureMessage({ timestamp, index: 100_000, jpeg })
  assert.deepEqual([...bytes.subarray(10, 15)], [0xce, 0x00, 0x01, 0x86, 0xa0], 'uint 32')
  assert.deepEqual([...bytes.subarray(15, 20)], [0xc6, 0x00, 0x02, 0x49, 0xf0], 'bin 32')
  assert.equal(bytes.length, 20 + jpeg.length)
})

test('a message that went out does not change when the next one is made', () => {
  const first = encodePictureMessage({ timestamp, index: 1, jpeg: Uint8Array.of(1, 1, 1) })
  const before = Buffer.from(first)
  encodePictureMessage({ timestamp, index: 2, jpeg: Uint8Array.of(2, 2, 2) })
  assert.deepEqual(Buffer.from(first), before)
})

function bigEndian(number: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(number))
  return bytes
}
