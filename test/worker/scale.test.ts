import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Size } from '#frame/capture.ts'
import { type Geometry, geometryOf } from '#worker/geometry.ts'
import { scale } from '#worker/scale.ts'

type Colour = readonly [number, number, number]

const size = (widthPx: number, heightPx: number) => ({ widthPx, heightPx })

const sizes: readonly (readonly [what: string, from: Size, resolution: number])[] = [
  ['up', size(30, 20), 96],
  ['slightly up', size(61, 40), 64],
  ['down', size(200, 120), 64],
  ['far down', size(1000, 700), 16],
  ['from one pixel', size(1, 1), 8],
]

for (const [what, from, resolution] of sizes) {
  test(`a plain surface keeps its colour exactly when it is scaled ${what}`, async () => {
    for (const colour of [
      [0, 0, 0],
      [255, 255, 255],
      [1, 128, 254],
    ] as const) {
      const geometry = geometryOf(from, undefined, resolution, false)
      const output = await scaled(
        picture(from, () => colour),
        from,
        geometry,
      )
      assert.ok(pixelsOf(output).every((pixel) => pixel.join() === colour.join()))
    }
  })

  test(`a gradient stays one when it is scaled ${what}: no step back, and the ends near the ends`, async () => {
    const geometry = geometryOf(from, undefined, resolution, false)
    const ramp = picture(from, (x, y) => [share(x, from.widthPx), share(y, from.heightPx), 0])
    const output = await scaled(ramp, from, geometry)
    const { widthPx, heightPx } = geometry.to
    const row = Array.from({ length: widthPx }, (_, x) => output[x * 3])
    const column = Array.from({ length: heightPx }, (_, y) => output[y * widthPx * 3 + 1])
    for (const line of [row, column]) {
      assert.deepEqual(
        line,
        line.toSorted((a, b) => a - b),
      )
      assert.ok(from.widthPx === 1 || line[line.length - 1] - line[0] > 200)
    }
  })
}

test('scaling neither moves nor brightens a picture: its mean and its centre of mass stay', async () => {
  const from = size(120, 80)
  const dot = picture(from, (x, y) => (x >= 30 && x < 60 && y >= 20 && y < 40 ? [240, 240, 240] : [0, 0, 0]))
  for (const resolution of [48, 240]) {
    const geometry = geometryOf(from, undefined, resolution, false)
    const { mean, x, y } = mass(await scaled(dot, from, geometry), geometry.to)
    assert.ok(Math.abs(mean - (240 * 30 * 20) / (120 * 80)) < 0.5, `mean ${mean}`)
    assert.ok(Math.abs(x - 45 / 120) < 0.005 && Math.abs(y - 30 / 80) < 0.005, `centre ${x}, ${y}`)
  }
})

test('fine detail becomes an even grey when it is too small to be shown, instead of flickering', async () => {
  const from = size(512, 512)
  const checks = picture(from, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255] : [0, 0, 0]))
  const output = await scaled(checks, from, geometryOf(from, undefined, 64, false))
  assert.ok(pixelsOf(output).every(([r]) => Math.abs(r - 128) <= 3))
})

test('a mirrored picture is the same from the right', async () => {
  for (const resolution of [40, 64, 200]) {
    const from = size(64, 40)
    const motif = picture(from, (x, y) => [(x * x) % 251, (y * 5) % 251, (x * 3 + y) % 251])
    const straight = await scaled(motif, from, geometryOf(from, undefined, resolution, false))
    const mirrored = await scaled(motif, from, geometryOf(from, undefined, resolution, true))
    const { widthPx } = geometryOf(from, undefined, resolution, true).to
    const rows = pixelsOf(straight).map((_, i, all) => all[i - (i % widthPx) + (widthPx - 1 - (i % widthPx))])
    assert.deepEqual(pixelsOf(mirrored), rows)
  }
})

test('a crop without scaling takes exactly the pixels of the centre', async () => {
  const from = size(20, 16)
  const motif = picture(from, (x, y) => [x, y, x + y])
  const output = await scaled(motif, from, geometryOf(from, size(8, 8), 8, false))
  assert.deepEqual(
    pixelsOf(output),
    Array.from({ length: 64 }, (_, i) => [6 + (i % 8), 4 + Math.floor(i / 8), 10 + (i % 8) + Math.floor(i / 8)]),
  )
})

test('nothing outside the crop shines into the picture', async () => {
  const from = size(100, 100)
  const crop = size(48, 48)
  const framed = picture(from, (x, y) => (x >= 26 && x < 74 && y >= 26 && y < 74 ? [10, 20, 30] : [255, 255, 255]))
  for (const resolution of [16, 48, 96]) {
    const output = await scaled(framed, from, geometryOf(from, crop, resolution, false))
    assert.ok(pixelsOf(output).every((pixel) => pixel.join() === '10,20,30'))
  }
})

async function scaled(input: Uint8Array, from: Size, geometry: Geometry): Promise<Uint8Array> {
  const output = new Uint8Array(geometry.to.widthPx * geometry.to.heightPx * 3)
  await scale(input, from, geometry, output)
  return output
}

function picture({ widthPx, heightPx }: Size, colour: (x: number, y: number) => Colour): Uint8Array {
  const pixels = Array.from({ length: widthPx * heightPx }, (_, i) => colour(i % widthPx, Math.floor(i / widthPx)))
  return Uint8Array.from(pixels.flat())
}

function pixelsOf(pixels: Uint8Array): number[][] {
  return Array.from({ length: pixels.length / 3 }, (_, i) => [...pixels.subarray(i * 3, i * 3 + 3)])
}

function share(at: number, of: number): number {
  return of === 1 ? 0 : Math.round((at / (of - 1)) * 255)
}

/** Mean brightness, and the centre of mass as shares of the sides. */
function mass(pixels: Uint8Array, { widthPx, heightPx }: Size) {
  let [sum, sumX, sumY] = [0, 0, 0]
  for (let i = 0; i < widthPx * heightPx; i++) {
    sum += pixels[i * 3]
    sumX += pixels[i * 3] * (((i % widthPx) + 0.5) / widthPx)
    sumY += pixels[i * 3] * ((Math.floor(i / widthPx) + 0.5) / heightPx)
  }
  return { mean: sum / (widthPx * heightPx), x: sumX / sum, y: sumY / sum }
}
