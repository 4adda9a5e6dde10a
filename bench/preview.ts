import { readFileSync } from 'node:fs'
import turbo from '@julusian/jpeg-turbo'
import { Studio } from '#engine/preview/studio.ts'
import { defaultSettings } from '#settings/schema.ts'
import { report, spread } from './report.ts'

// How much CPU does the preview take for a picture of 1024x576, and how long does the first one of a new prompt take?
const PICTURES = 200
const SIZE = { widthPx: 1024, heightPx: 576 }

const input = turbo.decompressSync(readFileSync('assets/sample/000.jpg'), { format: turbo.FORMAT_RGB }).data
const pixels = new Uint8Array(new SharedArrayBuffer(SIZE.widthPx * SIZE.heightPx * 3))
const studio = new Studio()
const order = { ...defaultSettings, unrest: 0 }

for (const prompt of [order.prompt, 'watercolour, winter morning', 'ink drawing', 'neon city at night', 'mosaic']) {
  for (let i = 0; i < 120; i++) paint(prompt, 0)
  const before = process.cpuUsage()
  const times = Array.from({ length: PICTURES }, () => paint(prompt, 0))
  const { user, system } = process.cpuUsage(before)
  const newStrokes = Array.from({ length: 5 }, (_, i) => paint(prompt, i + 1))
  const figures = { cpuMs: (user + system) / 1000 / PICTURES, ms: spread(times), newStrokesMs: spread(newStrokes).p50 }
  report('preview', { prompt, ...SIZE }, figures)
}

function paint(prompt: string, seed: number): number {
  pixels.set(input.subarray(0, pixels.length))
  const startMono = performance.now()
  studio.paint(pixels, SIZE.widthPx, SIZE.heightPx, { ...order, prompt, seed })
  return performance.now() - startMono
}
