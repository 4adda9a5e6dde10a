import { colourIndex } from './colourTable.ts'
import type { Reduced } from './reduced.ts'
import type { StrokeMap } from './strokeMap.ts'

/** Room for the colours of a map's strokes in one picture, used again for each. */
export type Tints = {
  /** By layer and stroke: colour of the picture below the stroke. */
  readonly seen: readonly Int32Array[]
  /** By layer and stroke: the colour it is painted with. */
  readonly painted: readonly Int32Array[]
  /** By layer and stroke: 0 left out, 256 covers. */
  readonly cover: readonly Int32Array[]
}

/** Room for the strokes of a map. */
export function tintsFor(map: StrokeMap): Tints {
  const room = () => map.layers.map((layer) => new Int32Array(layer.x.length))
  return { seen: room(), painted: room(), cover: room() }
}

export type TintOptions = {
  readonly map: StrokeMap
  /** Where the picture lies on the map. */
  readonly leftPx: number
  readonly topPx: number
  readonly table: Int32Array
  /** Colour of what no stroke of the coarsest layer covers. */
  readonly ground: number
  /** How far strokes stray from their colour, 0 to 256. */
  readonly stray: number
  /** Difference of colour that a finer layer goes after. */
  readonly detail: number
}

/**
 * Gives every stroke its colour, and decides which of the finer ones are painted: those whose colour differs from what
 * lies below them. They come and go softly, so that nothing flickers.
 * @see Hertzmann 1998, Painterly rendering with curved brush strokes of multiple sizes
 */
export function tint(tints: Tints, picture: Reduced, options: TintOptions): void {
  const { layers } = options.map
  for (let i = 0; i < layers.length; i++) {
    look(tints.seen[i], picture, layers[i], options.leftPx, options.topPx)
    mixColours(tints.painted[i], tints.seen[i], layers[i].stray, options.table, options.stray)
    if (i > 0) choose(tints, i, layers[i].below, options.detail * (i === 1 ? 1 : 1.35))
  }
  tints.painted[0][0] = options.ground
}

function look(
  seen: Int32Array,
  picture: Reduced,
  layer: StrokeMap['layers'][number],
  leftPx: number,
  topPx: number,
): void {
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

function mixColours(painted: Int32Array, seen: Int32Array, strays: Int8Array, table: Int32Array, stray: number): void {
  for (let id = 1; id < painted.length; id++) {
    const from = seen[id]
    const colour = table[colourIndex(from & 255, (from >> 8) & 255, from >> 16)]
    // lighter strokes are warmer, darker ones cooler
    const off = (strays[id] * stray) >> 11
    const r = clamped((colour & 255) + off + (off >> 1))
    const g = clamped(((colour >> 8) & 255) + off)
    const b = clamped((colour >> 16) + (off >> 1))
    painted[id] = r | (g << 8) | (b << 16)
  }
}

function choose(tints: Tints, i: number, below: Uint16Array, detail: number): void {
  const seen = tints.seen[i]
  const under = tints.seen[i - 1]
  const cover = tints.cover[i]
  for (let id = 1; id < cover.length; id++) {
    const difference = below[id] === 0 ? 0 : apart(seen[id], under[below[id]])
    cover[id] = Math.min(256, Math.max(0, (difference - detail) * 8))
    // a stroke that is left out shows what is below it
    if (cover[id] < 128 && below[id] !== 0) seen[id] = under[below[id]]
  }
}

function apart(a: number, b: number): number {
  const r = Math.abs((a & 255) - (b & 255))
  const g = Math.abs(((a >> 8) & 255) - ((b >> 8) & 255))
  return r + g + Math.abs((a >> 16) - (b >> 16))
}

function clamped(v: number): number {
  return v < 0 ? 0 : Math.min(v, 255)
}
