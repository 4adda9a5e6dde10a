import { colourIndex } from './colourTable.ts'
import { apart, between, packed } from './packed.ts'
import type { Reduced } from './reduced.ts'
import type { LitLayer, StrokeMap } from './strokeMap.ts'

/** The colour of a stroke that is not painted. */
export const LEFT_OUT = 0
/** Marks the colours of those that are, so that black is one. */
const THERE = 1 << 24
/** A stroke that has its own colour and not that of what is below it, in part. */
const FULL = 128

/** Room for the colours of a map's strokes in one picture, used again for each. */
export type Tints = {
  /** By layer and stroke: colour of the picture below the stroke, or of the stroke that is seen instead. */
  readonly seen: readonly Int32Array[]
  /** By layer and stroke: the colour it is painted with, or LEFT_OUT. */
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
 * lies below them. They come out of the colour below them and go back into it, so that nothing flickers.
 * @see Hertzmann 1998, Painterly rendering with curved brush strokes of multiple sizes
 */
export function tint({ seen, painted }: Tints, picture: Reduced, options: TintOptions): void {
  const { layers } = options.map
  for (let i = 0; i < layers.length; i++) {
    look(seen[i], picture, layers[i], options)
    if (i === 0) painted[0].fill(FULL)
    else choose(painted[i], seen[i], seen[i - 1], layers[i].below, options.detail)
    mixColours(painted[i], seen[i], layers[i].stray, options)
  }
  painted[0][0] = options.ground | THERE
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

/** Notes in `painted` how much each stroke is itself, 0 to FULL, and in `seen` what colour that leaves it with. */
function choose(painted: Int32Array, seen: Int32Array, under: Int32Array, below: Uint16Array, detail: number): void {
  // a hole in the layer below has no colour to differ from
  painted[0] = LEFT_OUT
  for (let id = 1; id < seen.length; id++) {
    const colour = below[id] === 0 ? seen[id] : under[below[id]]
    const own = Math.min(FULL, Math.max(0, (apart(seen[id], colour) - detail) * 4))
    painted[id] = own
    seen[id] = between(colour, seen[id], own)
  }
}

function mixColours(painted: Int32Array, seen: Int32Array, strays: Int8Array, { table, stray }: TintOptions): void {
  for (let id = 1; id < painted.length; id++) {
    const own = painted[id]
    if (own === LEFT_OUT) continue
    const from = seen[id]
    const colour = table[colourIndex(from & 255, (from >> 8) & 255, from >> 16)]
    // lighter strokes are warmer, darker ones cooler
    const off = (((strays[id] * own) >> 7) * stray) >> 11
    const r = clamped((colour & 255) + off + (off >> 1))
    const g = clamped(((colour >> 8) & 255) + off)
    const b = clamped((colour >> 16) + (off >> 1))
    painted[id] = packed(r, g, b) | THERE
  }
}

function clamped(v: number): number {
  return Math.max(0, Math.min(255, v))
}
