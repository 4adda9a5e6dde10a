import type { Size } from '#frame/capture.ts'
import { mixed, noise } from './hash.ts'
import type { Brush } from './look.ts'

/** Side of a cell of the field in pixels: whirls are far larger. */
const CELL_BITS = 3

/** Which way strokes run at every place of a picture: the brush's direction, bent by standing whirls of the seed. */
export class Flow {
  readonly #columns: number
  readonly #rows: number
  readonly #x: Float32Array
  readonly #y: Float32Array

  /** @param whirlPx size of a whirl in pixels of this picture */
  constructor({ widthPx, heightPx }: Size, brush: Brush, whirlPx: number, seed: number) {
    this.#columns = (widthPx >> CELL_BITS) + 1
    this.#rows = (heightPx >> CELL_BITS) + 1
    this.#x = new Float32Array(this.#columns * this.#rows)
    this.#y = new Float32Array(this.#columns * this.#rows)
    const unit = (1 << CELL_BITS) / whirlPx
    for (let i = 0; i < this.#x.length; i++) {
      const [x, y] = whirl((i % this.#columns) * unit, Math.floor(i / this.#columns) * unit, seed)
      this.#set(i, brush.direction, brush.curl, x, y)
    }
  }

  /** Index for `x` and `y` below; places outside count as the border. */
  cell(xPx: number, yPx: number): number {
    const column = Math.min(this.#columns - 1, Math.max(0, xPx >> CELL_BITS))
    const row = Math.min(this.#rows - 1, Math.max(0, yPx >> CELL_BITS))
    return row * this.#columns + column
  }

  /** Parts of a direction of length 1. */
  x(cell: number): number {
    return this.#x[cell]
  }

  y(cell: number): number {
    return this.#y[cell]
  }

  #set(i: number, [toX, toY]: readonly [number, number], curl: number, whirlX: number, whirlY: number): void {
    const x = toX * (1 - curl) + whirlX * curl * 0.8 + 1e-4
    const y = toY * (1 - curl) + whirlY * curl * 0.8
    // square roots are exact everywhere, sines are not
    const length = Math.sqrt(x * x + y * y)
    this.#x[i] = x / length
    this.#y[i] = y / length
  }
}

/** Curl of a noise: runs around its hills and never into a sink. */
function whirl(x: number, y: number, seed: number): readonly [number, number] {
  const e = 0.05
  const height = (u: number, v: number) => noise(u, v, mixed(seed)) + 0.4 * noise(u * 2.1, v * 2.1, mixed(seed + 1))
  const dx = height(x + e, y) - height(x - e, y)
  const dy = height(x, y + e) - height(x, y - e)
  const length = Math.sqrt(dx * dx + dy * dy) + 1e-6
  return [-dy / length, dx / length]
}
