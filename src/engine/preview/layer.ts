import type { Flow } from './flow.ts'
import { Dice } from './hash.ts'
import type { Brush } from './look.ts'

/** How often every place is painted over, so that hardly any is left out. */
const COVERAGE = 2.2
/** Bristles of a brush, across. */
const BRISTLES = 12

/** One layer of brush strokes that stand still: which stroke lies on top at every pixel, and how it catches the light. */
export type Layer = {
  /** Number of the stroke on top, from 1; 0 where none is. */
  readonly ids: Uint16Array
  /** Height of the paint, 0 to 255. */
  readonly heights: Uint8Array
  /** By stroke: its middle. */
  readonly x: Int16Array
  readonly y: Int16Array
  /** By stroke: how its colour strays, -127 to 127. */
  readonly stray: Int8Array
  readonly lengthPx: number
  readonly widthPx: number
}

/** Paints a layer stroke over stroke, in an order that looks random. @param scale of the brush's lengths */
export function paintLayer(
  widthPx: number,
  heightPx: number,
  brush: Brush,
  scale: number,
  flow: Flow,
  seed: number,
): Layer {
  const grid = gridOf(widthPx, heightPx, brush, scale)
  const count = grid.columns * grid.rows
  const layer: Layer = {
    ids: new Uint16Array(widthPx * heightPx),
    heights: new Uint8Array(widthPx * heightPx),
    x: new Int16Array(count + 1),
    y: new Int16Array(count + 1),
    stray: new Int8Array(count + 1),
    lengthPx: grid.lengthPx,
    widthPx: grid.widthPx,
  }
  const dice = new Dice(seed)
  const stroke = brush.shape === 'tile' ? tile : bristled
  const jitter = brush.shape === 'tile' ? 0.12 : 0.95
  const stride = coprimeNear(count * 0.618, count)
  for (let n = 0, cell = 0; n < count; n++, cell = (cell + stride) % count) {
    const row = Math.floor(cell / grid.columns)
    // rows of tiles are laid like bricks
    const shift = brush.shape === 'tile' ? (row & 1) / 2 : 0.25
    const x = ((cell % grid.columns) + 0.25 + shift + dice.signed() * jitter * 0.5) * grid.cellPx
    const y = (row + 0.5 + dice.signed() * jitter * 0.5) * grid.cellPx
    layer.x[n + 1] = x
    layer.y[n + 1] = y
    layer.stray[n + 1] = dice.signed() * 127
    stroke(layer, n + 1, x, y, widthPx, heightPx, flow, dice)
  }
  return layer
}

/** Spreads the strokes over the few places that none has reached. */
export function closeGaps({ ids, heights }: Layer): void {
  let id = ids.find((some) => some > 0) ?? 0
  for (let p = 0; p < ids.length; p++) {
    if (ids[p] > 0) id = ids[p]
    else {
      ids[p] = id
      heights[p] = p > 0 ? heights[p - 1] : 128
    }
  }
}

function gridOf(widthPx: number, heightPx: number, brush: Brush, scale: number) {
  const coverage = brush.shape === 'tile' ? 0.86 : COVERAGE
  let strokeLengthPx = Math.max(3, brush.lengthPx * scale)
  let strokeWidthPx = Math.max(2, brush.widthPx * scale)
  // ids have sixteen bits
  const needed = (widthPx * heightPx * coverage) / (strokeLengthPx * strokeWidthPx)
  const grow = Math.max(1, Math.sqrt(needed / 60_000))
  strokeLengthPx *= grow
  strokeWidthPx *= grow
  const cellPx = Math.sqrt((strokeLengthPx * strokeWidthPx) / coverage)
  const columns = Math.ceil(widthPx / cellPx) + 1
  const rows = Math.ceil(heightPx / cellPx) + 1
  return { columns, rows, cellPx, lengthPx: strokeLengthPx, widthPx: strokeWidthPx }
}

const bristleEnd = new Float32Array(BRISTLES + 1)
const bristleHeight = new Float32Array(BRISTLES + 1)

/** A bent stroke along the flow, ragged at its ends, with the furrows of the bristles. */
function bristled(
  layer: Layer,
  id: number,
  cx: number,
  cy: number,
  widthPx: number,
  heightPx: number,
  flow: Flow,
  dice: Dice,
): void {
  const half = layer.lengthPx * 0.5 * (0.75 + 0.5 * dice.next())
  const halfWidth = layer.widthPx * 0.5 * (0.8 + 0.4 * dice.next())
  const middle = flow.cell(cx, cy)
  const lean = dice.signed() * 0.16
  const ux = flow.x(middle) - flow.y(middle) * lean
  const uy = flow.y(middle) + flow.x(middle) * lean
  const back = flow.cell(cx - ux * half, cy - uy * half)
  const ahead = flow.cell(cx + ux * half, cy + uy * half)
  // the sine of the angle between both ends, spread over the stroke: how strongly it is bent
  const turn = flow.x(back) * flow.y(ahead) - flow.y(back) * flow.x(ahead)
  const bend = Math.min(0.7, Math.max(-0.7, turn)) / (4 * half)
  for (let i = 0; i <= BRISTLES; i++) {
    const across = (i / BRISTLES) * 2 - 1
    // nearly round ends, each bristle a little longer or shorter
    bristleEnd[i] = half - halfWidth * across * across * 0.9 - half * 0.22 * dice.next()
    bristleHeight[i] = 90 + 120 * dice.next() + 45 * across * across
  }
  const sag = Math.abs(bend) * half * half
  const reachX = Math.abs(ux) * half + Math.abs(uy) * (halfWidth + sag)
  const reachY = Math.abs(uy) * half + Math.abs(ux) * (halfWidth + sag)
  const left = Math.max(0, Math.ceil(cx - reachX))
  const right = Math.min(widthPx - 1, Math.floor(cx + reachX))
  const top = Math.max(0, Math.ceil(cy - reachY))
  const bottom = Math.min(heightPx - 1, Math.floor(cy + reachY))
  const perWidth = BRISTLES / (2 * halfWidth)
  const fade = 60 / half
  const { ids, heights } = layer
  const outer = halfWidth + sag
  for (let y = top; y <= bottom; y++) {
    const dy = y - cy
    // the part of the row that can be in the stroke: between its ends, and between its sides
    const byEnds = middleOf(-dy * uy, ux)
    const bySides = middleOf(dy * ux, uy)
    const from = Math.max(left, Math.ceil(cx + Math.max(byEnds - reachOf(half, ux), bySides - reachOf(outer, uy))))
    const to = Math.min(right, Math.floor(cx + Math.min(byEnds + reachOf(half, ux), bySides + reachOf(outer, uy))))
    for (let x = from, p = y * widthPx + from; x <= to; x++, p++) {
      const dx = x - cx
      const u = dx * ux + dy * uy
      const v = dy * ux - dx * uy - bend * u * u
      if (v >= halfWidth || v <= -halfWidth) continue
      const at = (v + halfWidth) * perWidth
      const bristle = at | 0
      const end = bristleEnd[bristle]
      if (u >= end || u <= -end) continue
      ids[p] = id
      const share = at - bristle
      // paint runs out along the stroke
      heights[p] = bristleHeight[bristle] * (1 - share) + bristleHeight[bristle + 1] * share - u * fade * 0.5
    }
  }
}

/** Middle of the stretch of a row that lies between two lines; steep ones bound nothing. */
function middleOf(offset: number, slope: number): number {
  return Math.abs(slope) < 0.02 ? 0 : offset / slope
}

function reachOf(reach: number, slope: number): number {
  return Math.abs(slope) < 0.02 ? 1e6 : reach / Math.abs(slope)
}

/** A square stone, turned along the flow and bevelled, with a joint around it. */
function tile(
  layer: Layer,
  id: number,
  cx: number,
  cy: number,
  widthPx: number,
  heightPx: number,
  flow: Flow,
  dice: Dice,
): void {
  const middle = flow.cell(cx, cy)
  // rows stay rows: stones follow the flow by a few degrees only
  const lean = flow.y(middle) * flow.x(middle) * 0.22 + dice.signed() * 0.09
  const half = layer.widthPx * (0.46 + 0.05 * dice.signed())
  const reach = half * 1.3
  const slopeX = dice.signed() * 40
  const slopeY = dice.signed() * 40
  const top = Math.max(0, Math.ceil(cy - reach))
  const bottom = Math.min(heightPx - 1, Math.floor(cy + reach))
  const left = Math.max(0, Math.ceil(cx - reach))
  const right = Math.min(widthPx - 1, Math.floor(cx + reach))
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const u = (x - cx + (y - cy) * lean) / half
      const v = (y - cy - (x - cx) * lean) / half
      const edge = Math.max(Math.abs(u), Math.abs(v))
      if (edge >= 1) continue
      layer.ids[y * widthPx + x] = id
      layer.heights[y * widthPx + x] = 170 + u * slopeX + v * slopeY - (edge > 0.75 ? (edge - 0.75) * 400 : 0)
    }
  }
}

/** A step that visits each of `count` places once. */
function coprimeNear(wanted: number, count: number): number {
  let step = Math.max(1, Math.round(wanted))
  while (commonDivisor(step, count) !== 1) step++
  return step
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
