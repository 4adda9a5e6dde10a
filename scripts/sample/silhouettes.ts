import { type Colour, mix, smoothstep } from './colour.ts'
import { clouded } from './noise.ts'

type Point = readonly [x: number, y: number]

const TURN = 2 * Math.PI

/** How much of a place two headlands cover, the far one paler: colour and cover, from back to front. */
export function headlands(u: number, v: number, pixel: number): readonly { colour: Colour; cover: number }[] {
  const far = 0.085 * smoothstep(0.78, 0.1, u) * (0.55 + 0.75 * clouded(u * 3.1 + 5, 0.5, 4))
  const near = 0.12 * smoothstep(0.4, -0.05, u) ** 1.2 * (0.6 + 0.7 * clouded(u * 5.3 + 9, 7.5, 5))
  return [
    { colour: [0.52, 0.27, 0.36], cover: edge(far - v, pixel) * Number(v >= 0 && far > 0.002) },
    { colour: [0.2, 0.12, 0.24], cover: edge(near - v, pixel) * Number(v >= 0 && near > 0.002) },
  ]
}

const HULL: readonly Point[] = [
  [-0.052, 0.012],
  [0.058, 0.014],
  [0.044, -0.006],
  [-0.04, -0.006],
]
const MAIN_SAIL: readonly Point[] = [
  [-0.001, 0.135],
  [-0.001, 0.02],
  [-0.046, 0.022],
  [-0.03, 0.06],
]
const FORE_SAIL: readonly Point[] = [
  [0.005, 0.122],
  [0.005, 0.02],
  [0.05, 0.022],
]
const MAST: readonly Point[] = [
  [0.0005, 0.142],
  [0.0035, 0.142],
  [0.0035, 0.01],
  [0.0005, 0.01],
]

/** A sailing boat that rocks on the swell: how much of a place it covers, and with what. */
export function boat(u: number, v: number, time: number): { colour: Colour; cover: number } {
  const x = u - BOAT.u
  const y = v - BOAT.v - 0.003 * Math.sin(TURN * time)
  if (Math.abs(x) > 0.09 || y > 0.16 || y < -0.03) return { colour: BOAT_DARK, cover: 0 }
  const roll = 0.035 * Math.sin(TURN * time + 1)
  const [rx, ry] = [x * Math.cos(roll) + y * Math.sin(roll), y * Math.cos(roll) - x * Math.sin(roll)]
  const sails = Math.max(covered(MAIN_SAIL, rx, ry), covered(FORE_SAIL, rx, ry))
  const dark = Math.max(covered(HULL, rx, ry), covered(MAST, rx, ry))
  return { colour: mix([0.34, 0.16, 0.2], BOAT_DARK, dark), cover: Math.max(sails, dark) }
}

/** Where the boat meets the water. */
export const BOAT = { u: 0.63, v: -0.035 }
const BOAT_DARK: Colour = [0.1, 0.05, 0.1]

const BIRDS = [
  { u: 0.72, v: 0.4, size: 0.034, beats: 2, phase: 0 },
  { u: 0.83, v: 0.365, size: 0.027, beats: 3, phase: 0.35 },
  { u: 0.66, v: 0.33, size: 0.021, beats: 3, phase: 0.7 },
  { u: 1.37, v: 0.3, size: 0.018, beats: 3, phase: 0.2 },
]

/** Gulls that hover in the wind: how much of a place they cover. */
export function birds(u: number, v: number, time: number): number {
  let cover = 0
  for (const { size, beats, phase, ...at } of BIRDS) {
    const x = (u - at.u - 0.006 * Math.sin(TURN * (time + phase))) / size
    const y = (v - at.v - 0.004 * Math.cos(TURN * (time + phase))) / size
    if (Math.abs(x) < 1.1 && Math.abs(y) < 1) cover = Math.max(cover, wings(Math.abs(x), y, time * beats + phase))
  }
  return cover
}

/** @param x distance from the body, 1 at the tip of a wing */
function wings(x: number, y: number, beat: number): number {
  const lift = 0.34 * Math.sin(TURN * beat)
  const arm = 0.3 * Math.sin(Math.min(1, x * 1.5) * Math.PI * 0.5)
  const middle = arm * (0.45 + lift) + Math.max(0, x - 0.5) * (lift - 0.5) * 0.9
  const thickness = 0.1 * (1 - x) ** 0.7 + (x < 0.14 ? 0.06 : 0)
  return x >= 1 ? 0 : smoothstep(thickness + 0.06, thickness - 0.02, Math.abs(y - middle))
}

const edge = (inside: number, pixel: number) => smoothstep(-pixel, pixel, inside)

const SAMPLES = 4
const SAMPLE_STEP = 1 / 576 / SAMPLES

/** Share of a pixel that lies inside a polygon. */
function covered(polygon: readonly Point[], x: number, y: number): number {
  let inside = 0
  for (let i = 0; i < SAMPLES; i++)
    for (let j = 0; j < SAMPLES; j++) inside += Number(contains(polygon, x + i * SAMPLE_STEP, y + j * SAMPLE_STEP))
  return inside / SAMPLES ** 2
}

function contains(polygon: readonly Point[], x: number, y: number): boolean {
  let isInside = false
  polygon.forEach(([x1, y1], i) => {
    const [x2, y2] = polygon[(i + 1) % polygon.length]
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isInside = !isInside
  })
  return isInside
}
