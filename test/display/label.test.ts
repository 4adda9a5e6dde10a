import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { type Label, renderLabel } from '#display/label.ts'
import { labelMarkup } from '#display/labelMarkup.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const PLATE = 166

test('text is white on a black plate that lets the picture through, with round corners', async () => {
  const label = await renderLabel({ lines: ['30.0 fps'], fontPx: 24 })
  assert.equal(label.pixels.length, label.widthPx * label.heightPx * 4)
  assert.deepEqual(pixel(label, 0, 0), [0, 0, 0, 0])
  assert.deepEqual(pixel(label, label.widthPx - 1, label.heightPx - 1), [0, 0, 0, 0])
  assert.deepEqual(pixel(label, Math.floor(label.widthPx / 2), 0), [0, 0, 0, PLATE])
  const white = pixels(label).filter(([blue, , , alpha]) => blue === 255 && alpha === 255)
  assert.ok(white.length > 100, `${white.length} white pixels`)
})

test('the plate has the same size whatever the digits and letters', async () => {
  const [first, ...others] = await Promise.all(
    ['111 ms', '888 ms', 'gjpq|_', '......', '____^`'].map((line) => renderLabel({ lines: [line], fontPx: 24 })),
  )
  for (const { widthPx, heightPx } of others) assert.deepEqual({ widthPx, heightPx }, sizeOf(first as Label))
})

test('each line makes the plate one line higher, the longest one makes it as wide', async () => {
  const [one, two] = await Promise.all([['12345'], ['1', '12345']].map((lines) => renderLabel({ lines, fontPx: 24 })))
  assert.equal(two?.widthPx, one?.widthPx)
  assert.ok(Math.abs((two?.heightPx ?? 0) - 2 * (one?.heightPx ?? 0)) <= 2)
})

test('names are text and never markup', async () => {
  const names = ['<b>bold</b>', '</span>', '&amp;', '"quoted\'', '<span size="99pt">', '&#0;']
  for (const name of names) {
    const { heightPx } = await renderLabel({ lines: [name], fontPx: 24 })
    assert.ok(heightPx < 40, `${name}: ${heightPx}`)
  }
})

test('names in any script, damaged ones and none at all can be drawn', async () => {
  const names = ['漢字', 'عربى', '😀', '\u202Eevil', 'nul\0 bell\x07', '\ud800', 'e\u0301\u0302\u0303', '']
  for (const name of names) assert.ok((await renderLabel({ lines: [name], fontPx: 24 })).widthPx > 0)
  assert.ok((await renderLabel({ lines: [], fontPx: 24 })).widthPx > 0)
})

test('a line that is too long is cut, and there is an end to lines', () => {
  const text = labelMarkup(['x'.repeat(500)]).replaceAll(/<[^>]*>|█/g, '')
  assert.equal(text, `${'x'.repeat(79)}…`)
  assert.equal(labelMarkup(Array(1000).fill('x')).split('\n').length, 16)
})

test('a machine without any font draws the same text', async (t) => {
  const fonts = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'
  const folder = temporaryFolder(t, { 'fonts.conf': fonts })
  const script = `import { renderLabel } from '#display/label.ts'
    const { widthPx, heightPx, pixels } = await renderLabel({ lines: ['30.0 fps'], fontPx: 24 })
    console.log(JSON.stringify({ widthPx, heightPx, white: pixels.filter((value) => value === 255).length }))`
  const env = { ...process.env, FONTCONFIG_FILE: `${folder}/fonts.conf`, XDG_CACHE_HOME: folder }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env })
  const { white, ...size } = JSON.parse(stdout) as { white: number; widthPx: number; heightPx: number }
  // how letters are fitted to the pixels is up to the system's settings for fonts
  const { widthPx, heightPx } = await renderLabel({ lines: ['30.0 fps'], fontPx: 24 })
  assert.ok(Math.abs(size.widthPx - widthPx) <= 2 && Math.abs(size.heightPx - heightPx) <= 2, JSON.stringify(size))
  assert.ok(white > 400, `${white} white bytes`)
})

function sizeOf({ widthPx, heightPx }: Label) {
  return { widthPx, heightPx }
}

function pixel({ pixels, widthPx }: Label, x: number, y: number): number[] {
  const at = (y * widthPx + x) * 4
  return [...pixels.subarray(at, at + 4)]
}

function pixels(label: Label): number[][] {
  return Array.from({ length: label.widthPx * label.heightPx }, (_, i) => [...label.pixels.subarray(i * 4, i * 4 + 4)])
}
