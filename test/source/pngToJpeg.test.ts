import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import turbo from '@julusian/jpeg-turbo'
import { PngToJpeg } from '#source/pngToJpeg.ts'
import { pngToRgb } from '#source/pngToRgb.ts'
import { fixture } from '#test/pictures.ts'

const rgbOf = async (name: string) => pngToRgb(await readFile(fixture(name)))
const pixel = (pixels: Uint8Array, i: number) => [...pixels.subarray(i * 3, i * 3 + 3)]

test('transparent parts of a PNG are laid over black', async () => {
  const { pixels, widthPx, heightPx } = await rgbOf('halfRed.png')
  assert.deepEqual([widthPx, heightPx], [16, 8])
  assert.ok(Math.abs(pixel(pixels, 0)[0] - 128) <= 1)
  assert.deepEqual(pixel(pixels, 0).slice(1), [0, 0])
})

test('a PNG with a palette and a transparent colour in it is drawn in its colours', async () => {
  const { pixels } = await rgbOf('paletteAlpha.png')
  assert.deepEqual(pixel(pixels, 0), [0, 255, 0])
  assert.deepEqual(pixel(pixels, 15), [0, 0, 0])
})

test('grey with one bit a pixel becomes black and white, also where a row ends within a byte', async () => {
  const { pixels } = await rgbOf('grey1.png')
  for (let y = 0; y < 4; y++) {
    assert.deepEqual(pixel(pixels, y * 12 + 5), [255, 255, 255])
    assert.deepEqual(pixel(pixels, y * 12 + 6), [0, 0, 0])
  }
})

test('grey and colour with 16 bits keep their upper eight, interlaced or not', async () => {
  const grey = await rgbOf('grey16.png')
  assert.deepEqual(pixel(grey.pixels, 0), [255, 255, 255])
  assert.deepEqual(pixel(grey.pixels, 32 * 16 - 1), [0, 0, 0])
  assert.deepEqual(pixel((await rgbOf('interlaced16.png')).pixels, 37), [10, 200, 30])
})

test('PNGs become JPEGs in a thread of their own; a damaged one says why and harms nobody', async () => {
  await using png = new PngToJpeg()
  const bytes = await readFile(fixture('interlaced16.png'))
  const damaged = await png.convert(bytes.subarray(0, 80))
  const whole = await png.convert(bytes)
  assert.ok('failure' in damaged && damaged.failure.length > 0)
  assert.ok('jpeg' in whole)
  const { data } = turbo.decompressSync(Buffer.from(whole.jpeg), { format: turbo.FORMAT_RGB })
  assert.ok(pixel(data, 0).every((value, i) => Math.abs(value - [10, 200, 30][i]) < 6))
})

test('closing while a PNG is being converted answers whoever waits', async () => {
  const png = new PngToJpeg()
  const waiting = png.convert(await readFile(fixture('grey16.png')))
  await png[Symbol.asyncDispose]()
  assert.ok(await waiting)
  assert.deepEqual(await png.convert(new Uint8Array()), { failure: 'closed' })
})
