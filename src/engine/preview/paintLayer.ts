import type { Flow } from './flow.ts'
import { Dice } from './hash.ts'
import type { Layer, StrokeSize } from './layer.ts'
import type { Brush } from './look.ts'
import { Bristles } from './stroke.ts'
import { tile } from './tile.ts'

/** Strokes that lie over one another at any place, on average: of a ground, of what is painted over it, of tiles. */
const COVERAGE = { ground: 2.4, finer: 2, tile: 0.86 }
/** Strokes of a layer at most: their numbers have sixteen bits. */
const MAX_STROKES = 60_000

export type LayerOptions = {
  readonly widthPx: number
  readonly heightPx: number
  readonly shape: Brush['shape']
  readonly strokePx: StrokeSize
  /** The lowest layer, which must cover everything. */
  readonly isGround: boolean
  readonly flow: Flow
  readonly seed: number
}

/** Paints a layer stroke over stroke, in an order that looks random. */
export function paintLayer(options: LayerOptions): Layer {
  const { shape, isGround, seed, flow } = options
  const grid = gridOf(options)
  const layer = emptyLayer(options, grid)
  const dice = new Dice(seed)
  placeStrokes(layer, grid, shape === 'tile', dice)
  if (shape === 'tile') {
    for (const id of shuffled(grid.count)) tile(layer, id, flow, dice)
    return layer
  }
  if (isGround) prime(layer, grid)
  const bristles = new Bristles(layer, flow, dice)
  for (const id of shuffled(grid.count)) bristles.paint(id)
  return layer
}

type Grid = ReturnType<typeof gridOf>

function gridOf({ widthPx, heightPx, shape, strokePx, isGround }: LayerOptions) {
  const coverage = COVERAGE[shape === 'tile' ? 'tile' : isGround ? 'ground' : 'finer']
  const length = Math.max(3, strokePx.length)
  const width = Math.max(2, strokePx.width)
  const grow = Math.max(1, Math.sqrt((widthPx * heightPx * coverage) / (length * width) / MAX_STROKES))
  const cellPx = grow * Math.sqrt((length * width) / coverage)
  const columns = Math.ceil(widthPx / cellPx) + 1
  const count = columns * (Math.ceil(heightPx / cellPx) + 1)
  return { columns, count, cellPx, strokePx: { length: length * grow, width: width * grow } }
}

function emptyLayer({ widthPx, heightPx }: LayerOptions, { count, strokePx }: Grid): Layer {
  return {
    widthPx,
    heightPx,
    ids: new Uint16Array(widthPx * heightPx),
    heights: new Uint8Array(widthPx * heightPx),
    x: new Int16Array(count + 1),
    y: new Int16Array(count + 1),
    stray: new Int8Array(count + 1),
    strokePx,
  }
}

/** One stroke to a cell of the grid, somewhere in it; tiles are laid like bricks instead. */
function placeStrokes(layer: Layer, { columns, count, cellPx }: Grid, areTiles: boolean, dice: Dice): void {
  const jitter = areTiles ? 0.06 : 0.48
  for (let cell = 0; cell < count; cell++) {
    const row = Math.floor(cell / columns)
    const shift = areTiles ? (row & 1) / 2 : 0.5
    layer.x[cell + 1] = ((cell % columns) + shift + dice.signed() * jitter) * cellPx
    layer.y[cell + 1] = (row + 0.5 + dice.signed() * jitter) * cellPx
    layer.stray[cell + 1] = dice.signed() * 127
  }
}

/** Gives every place the colour of its cell, which shows in the few gaps between strokes. */
function prime({ ids, heights, widthPx, heightPx }: Layer, { columns, cellPx }: Grid): void {
  heights.fill(130)
  const column = Uint16Array.from({ length: widthPx }, (_, x) => x / cellPx)
  for (let y = 0, p = 0; y < heightPx; y++) {
    const first = Math.floor(y / cellPx) * columns + 1
    for (let x = 0; x < widthPx; x++, p++) ids[p] = first + column[x]
  }
}

/** The numbers from 1 to `count`, far from one another: steps of the golden ratio, so that neighbours overlap either way. */
function* shuffled(count: number): Generator<number, void, undefined> {
  let step = Math.max(1, Math.round(count * 0.618))
  while (commonDivisor(step, count) !== 1) step++
  for (let n = 0, cell = 0; n < count; n++, cell = (cell + step) % count) yield cell + 1
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
