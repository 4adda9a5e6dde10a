import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import turbo from '@julusian/jpeg-turbo'
import { sampleDirectory } from '#source/samplePath.ts'
import { type Colour, mix } from './sample/colour.ts'
import { sea } from './sample/sea.ts'
import { BOAT, birds, boat, headlands } from './sample/silhouettes.ts'
import { sky } from './sample/sky.ts'

// Draws the clip that a new user sees first: evening at the sea, three seconds at 30 pictures a second, in a loop.
// Run it as: npx node scripts/drawSample.ts [number of a single picture, to try something out]

const WIDTH = 1024
const HEIGHT = 576
const PICTURES = 90
const QUALITY = 60
const HORIZON = 0.57
const PIXEL = 1 / HEIGHT

const only = process.argv[2]
await mkdir(sampleDirectory(), { recursive: true })
for (let index = 0; index < PICTURES; index++) {
  if (only !== undefined && Number(only) !== index) continue
  const jpeg = encoded(drawn(index / PICTURES))
  await writeFile(join(sampleDirectory(), `${String(index).padStart(3, '0')}.jpg`), jpeg)
}

function drawn(time: number): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3)
  for (let y = 0, at = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, at += 3) {
      const colour = scene((x + 0.5) * PIXEL, HORIZON - (y + 0.5) * PIXEL, time)
      for (let i = 0; i < 3; i++) pixels[at + i] = toByte(colour[i])
    }
  }
  return pixels
}

/** @param v height over the horizon */
function scene(u: number, v: number, time: number): Colour {
  let colour = v > 0 ? sky(u, v, time) : reflected(u, v, time)
  for (const land of v > 0 ? headlands(u, v, PIXEL) : []) colour = mix(colour, land.colour, land.cover)
  const { colour: hull, cover } = boat(u, v, time)
  colour = mix(colour, [0.14, 0.08, 0.18], birds(u, v, time))
  return mix(colour, hull, cover)
}

/** The sea, with land and boat standing in it upside down, broken up by the waves. */
function reflected(u: number, v: number, time: number): Colour {
  const water = sea(u, Math.max(-v, PIXEL * 0.7), PIXEL, time)
  const sway = 0.004 * Math.sin(v * 420 + 4 * Math.PI * time) + 0.003 * Math.sin(v * 170 - 2 * Math.PI * time)
  const shadow = boat(u + sway, BOAT.v + (BOAT.v - v) * 1.15, time).cover * (v < BOAT.v ? 0.5 : 0)
  const land = headlands(u + sway, -v * 1.1, PIXEL * 6).reduce((most, { cover }) => Math.max(most, cover), 0)
  return mix(water, [0.13, 0.08, 0.16], Math.max(shadow, land * 0.45))
}

/** Bright light is held back softly instead of being cut off. */
function toByte(value: number): number {
  const soft = value < 0.8 ? value : 0.8 + 0.2 * (1 - Math.exp(-(value - 0.8) / 0.2))
  return Math.round(255 * Math.min(1, Math.max(0, soft)))
}

function encoded(pixels: Buffer): Uint8Array {
  const size = { width: WIDTH, height: HEIGHT }
  return turbo.compressSync(pixels, {
    ...size,
    format: turbo.FORMAT_RGB,
    subsampling: turbo.SAMP_420,
    quality: QUALITY,
  })
}
