import { colourIndex } from './colourTable.ts'
import { apart } from './packed.ts'
import type { Reduced } from './reduced.ts'
import type { LitLayer, StrokeMap } from './strokeMap.ts'

/** A stroke that covers what is below it; less lets it shine through, 0 leaves the stroke out. */
export const FULL = 127

/** Room for the colours of a map's strokes in one picture, used again for each. */
export type Tints = {
  /** By layer and stroke: colour of the picture below the stroke, or of the stroke that is seen instead. */
  readonly seen: readonly Int32Array[]
  /** By layer and stroke: the colour it is painted with, and how much it covers << 24. */
  readonly painted: readonly Int32Array[]
}

/** Room for the strokes of a map. */
export function tintsFor(map: StrokeMap): Tints {
  const room = () => map.layers.map((layer) => new Int32Array(layer.x.length))
  return { seen: room(), painted: room() }
}

export type TintOptions = {
  readonly map: StrokeMap
  /** Where the picture lies on the map. */
  readonly leftPx: number
  readonly topPx: number
  /** What becomes of every colour. */
  readonly table: Int32Array
  /** Colour of what no stroke of the coarsest layer covers. */
  readonly ground: number
  /** How far strokes stray from their colour, 256 for far. */
  readonly stray: number
  /** Difference of colour that a finer layer goes after. */
  readonly detail: number
}

/**
 * Gives every stroke its colour, and decides which of the finer ones are painted: those whose colour differs from what
 * lies below them. They come and go softly, so that nothing flickers.
 * @see Hertzmann 1998, Painterly rendering with curved brush strokes of multiple sizes
 */
export function tint({ seen, painted }: Tints, picture: Reduced, options: TintOptions): void {
  const { layers } = options.map
  for (let i = 0; i < layers.length; i++) {
    look(seen[i], picture, layers[i], options)
    if (i === 0) painted[0].fill(FULL << 24)
    else choose(painted[i], seen[i], seen[i - 1], layers[i].below, options.detail)
    mixColours(painted[i], seen[i], layers[i].stray, options)
  }
  painted[0][0] = options.ground | (FULL << 24)
}

/** The average colour of the picture around the middle of each stroke. */
function look(seen: Int32Array, picture: Reduced, layer: LitLayer, { leftPx, topPx }: TintOptions): void {
  const level = layer.strokePx.width >= 12 ? 3 : layer.strokePx.width >= 5.5 ? 2 : 1
  const { colours, widthPx } = picture.levels[level - 1]
  const right = picture.widthPx - 1
  const bottom = picture.heightPx - 1
  const { x, y } = layer
  for (let id = 1; id < seen.length; id++) {
    const px = Math.min(right, Math.max(0, x[id] - leftPx)) >> level
    const py = Math.min(bottom, Math.max(0, y[id] - topPx)) >> level
    seen[id] = colours[py * widthPx + px]
  }
}

function choose(painted: Int32Array, seen: Int32Array, under: Int32Array, below: Uint16Array, detail: number): void {
  for (let id = 1; id < seen.length; id++) {
    // where the layer below has no stroke there is nothing to differ from
    const colour = below[id] === 0 ? seen[id] : under[below[id]]
    const cover = Math.min(FULL, Math.max(0, (apart(seen[id], colour) - detail) * 8))
    painted[id] = cover << 24
    // a stroke that is left out shows what is below it
    if (cover < FULL / 2) seen[id] = colour
  }
}

function mixColours(painted: Int32Array, seen: Int32Array, strays: Int8Array, { table, stray }: TintOptions): void {
  for (let id = 1; id < painted.length; id++) {
    const cover = painted[id]
    if (cover === 0) continue
    const from = seen[id]
    const colour = table[colourIndex(from & 255, (from >> 8) & 255, from >> 16)]
    // lighter strokes are warmer, darker ones cooler
    const off = (strays[id] * stray) >> 11
    const r = clamped((colour & 255) + off + (off >> 1))
    const g = clamped(((colour >> 8) & 255) + off)
    const b = clamped((colour >> 16) + (off >> 1))
    painted[id] = cover | r | (g << 8) | (b << 16)
  }
}

function clamped(v: number): number {
  return Math.max(0, Math.min(255, v))
}
