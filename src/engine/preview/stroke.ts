import type { Flow } from './flow.ts'
import type { Dice } from './hash.ts'
import type { Layer } from './layer.ts'

/** Places at which the paint between two bristles is worked out. */
const PLACES = 4
/** A direction this close to an axis bounds nothing along the other. */
const LEVEL = 0.02

/** A bent bar: its middle, its direction, half its length and width, and how much its sides leave the straight line. */
type Bar = {
  readonly x: number
  readonly y: number
  readonly toX: number
  readonly toY: number
  readonly half: number
  readonly halfWidth: number
  /** Sideways by this times the square of the distance along. */
  readonly bend: number
}

/** A brush: paints strokes that follow the flow, ragged at their ends, with the furrows of its bristles. */
export class Bristles {
  readonly #layer: Layer
  readonly #flow: Flow
  readonly #dice: Dice
  /** By place across the stroke in hand: where the brush lifts off, and how high the paint is. */
  readonly #ends: Float32Array
  readonly #heights: Int32Array

  constructor(layer: Layer, flow: Flow, dice: Dice) {
    this.#layer = layer
    this.#flow = flow
    this.#dice = dice
    const bristles = Math.max(2, Math.min(10, Math.round(layer.strokePx.width / 1.6)))
    this.#ends = new Float32Array(bristles * PLACES)
    this.#heights = new Int32Array(bristles * PLACES)
  }

  /** Paints the stroke with this number over what is there. */
  paint(id: number): void {
    const bar = barOf(this.#layer, id, this.#flow, this.#dice)
    this.#load(bar)
    fill(this.#layer, id, bar, this.#ends, this.#heights)
  }

  /** Nearly round ends, each bristle a little longer or shorter; paint gathers at the sides. */
  #load({ half, halfWidth }: Bar): void {
    const places = this.#ends.length
    let [end, height] = [this.#dice.next(), this.#dice.next()]
    let [nextEnd, nextHeight] = [end, height]
    for (let i = 0; i < places; i++) {
      const step = i % PLACES
      if (step === 0) {
        end = nextEnd
        height = nextHeight
        nextEnd = this.#dice.next()
        nextHeight = this.#dice.next()
      }
      const across = (i * 2 + 1) / places - 1
      const share = step / PLACES
      this.#ends[i] = half * (1 - 0.22 * (end + (nextEnd - end) * share)) - halfWidth * across * across * 0.9
      this.#heights[i] = 90 + 120 * (height + (nextHeight - height) * share) + 45 * across * across
    }
  }
}

function barOf({ x: xs, y: ys, strokePx }: Layer, id: number, flow: Flow, dice: Dice): Bar {
  const x = xs[id]
  const y = ys[id]
  const half = strokePx.length * 0.5 * (0.75 + 0.5 * dice.next())
  const halfWidth = strokePx.width * 0.5 * (0.8 + 0.4 * dice.next())
  const middle = flow.cell(x, y)
  const lean = dice.signed() * 0.16
  const toX = flow.x(middle) - flow.y(middle) * lean
  const toY = flow.y(middle) + flow.x(middle) * lean
  const back = flow.cell(x - toX * half, y - toY * half)
  const ahead = flow.cell(x + toX * half, y + toY * half)
  // the sine of the angle between both ends, spread over the stroke
  const turn = flow.x(back) * flow.y(ahead) - flow.y(back) * flow.x(ahead)
  return { x, y, toX, toY, half, halfWidth, bend: Math.min(0.7, Math.max(-0.7, turn)) / (4 * half) }
}

function fill(layer: Layer, id: number, bar: Bar, ends: Float32Array, bristles: Int32Array): void {
  const { ids, heights, widthPx } = layer
  const { x: cx, y: cy, toX, toY, half, halfWidth, bend } = bar
  const side = halfWidth + Math.abs(bend) * half * half
  const reachY = Math.abs(toY) * half + Math.abs(toX) * side
  const top = Math.max(0, Math.ceil(cy - reachY))
  const bottom = Math.min(layer.heightPx - 1, Math.floor(cy + reachY))
  const places = ends.length
  const perWidth = places / (2 * halfWidth)
  // paint runs out along the stroke
  const fade = 30 / half
  for (let y = top; y <= bottom; y++) {
    const dy = y - cy
    // the part of the row that lies between the stroke's ends, and between its sides
    const from = Math.max(0, cx - half - side, start(-dy * toY, half, toX, cx), start(dy * toX, side, toY, cx))
    const to = Math.min(widthPx - 1, cx + half + side, stop(-dy * toY, half, toX, cx), stop(dy * toX, side, toY, cx))
    const row = y * widthPx
    const last = row + Math.floor(to)
    const left = Math.ceil(from)
    let along = (left - cx) * toX + dy * toY
    let beside = dy * toX - (left - cx) * toY + halfWidth
    for (let p = row + left; p <= last; p++, along += toX, beside -= toY) {
      const at = (beside - bend * along * along) * perWidth
      if (at < 0 || at >= places) continue
      const bristle = at | 0
      const end = ends[bristle]
      if (along >= end || along <= -end) continue
      ids[p] = id
      heights[p] = bristles[bristle] - ((along * fade) | 0)
    }
  }
}

/** Where a row enters the space between two parallel lines. */
function start(offset: number, reach: number, slope: number, cx: number): number {
  return Math.abs(slope) < LEVEL ? 0 : cx + (offset / slope - reach / Math.abs(slope))
}

/** Where it leaves it. */
function stop(offset: number, reach: number, slope: number, cx: number): number {
  return Math.abs(slope) < LEVEL ? 1e9 : cx + (offset / slope + reach / Math.abs(slope))
}
