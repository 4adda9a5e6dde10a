import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitted, matrixOf } from '#video/fitted.ts'
import type { Film } from '#video/probe.ts'

test('without a size a film is only cut to multiples of 8, evenly, and keeps the shape of its pixels', () => {
  const { widthPx, heightPx, filters, pixelShape } = fitted(film(854, 480, [4, 3]), undefined, RGB)
  assert.deepEqual([widthPx, heightPx], [848, 480])
  assert.equal(filters.at(-1), 'crop=848:480:exact=1')
  assert.deepEqual(pixelShape, { num: 4, den: 3 })
})

test('a film that fits already is not cut', () => {
  const { filters } = fitted(film(1024, 576), undefined, RGB)
  assert.equal(filters.length, 2)
})

for (const [from, scaled] of [
  [film(1920, 1080), 'w=1024:h=576'],
  [film(1440, 1080), 'w=1024:h=768'],
  [film(1080, 1920), 'w=1024:h=1820'],
  [film(720, 576, [64, 45]), 'w=1024:h=576'], // 16:9 from pixels that are wider than high
] as const) {
  test(`${from.widthPx}x${from.heightPx} covers 1024x576 as ${scaled}, with square pixels`, () => {
    const { filters, pixelShape, widthPx, heightPx } = fitted(from, { widthPx: 1024, heightPx: 576 }, RGB)
    assert.ok(filters[0]?.endsWith(scaled), filters[0])
    assert.deepEqual([widthPx, heightPx, pixelShape], [1024, 576, { num: 1, den: 1 }])
  })
}

test('a film that says nothing of its colours is taken as players take it: by its size', () => {
  assert.equal(matrixOf(film(1920, 1080)), 'bt709')
  assert.equal(matrixOf(film(720, 576)), 'smpte170m')
  assert.equal(
    matrixOf({ ...film(720, 576), colour: { matrix: 'bt709', primaries: undefined, transfer: undefined } }),
    'bt709',
  )
})

const RGB = { form: 'rgb24', multiple: 8 }

function film(widthPx: number, heightPx: number, [num, den] = [1, 1]): Film {
  return {
    ...{
      path: '/clip.mp4',
      track: 0,
      widthPx,
      heightPx,
      pixelShape: { num: num as number, den: den as number },
      fps: 25,
    },
    ...{ timeBase: { num: 1, den: 90_000 }, startUs: 0, durationUs: 1e6, frames: 25, sounds: [] },
    colour: { matrix: undefined, primaries: undefined, transfer: undefined },
  }
}
