/** Smaller copies of a picture, so that a stroke takes the average colour of what it covers. */
export class Reduced {
  readonly widthPx: number
  readonly heightPx: number
  /** Packed colours (r | g << 8 | b << 16) at a half, a quarter and an eighth of the size. */
  readonly levels: readonly { readonly colours: Int32Array; readonly widthPx: number; readonly heightPx: number }[]

  constructor(widthPx: number, heightPx: number) {
    this.widthPx = widthPx
    this.heightPx = heightPx
    this.levels = [1, 2, 3].map((level) => {
      const w = Math.max(1, ((widthPx - 1) >> level) + 1)
      const h = Math.max(1, ((heightPx - 1) >> level) + 1)
      return { colours: new Int32Array(w * h), widthPx: w, heightPx: h }
    })
  }

  /** Makes the copies of a picture of this size. */
  take(pixels: Uint8Array): void {
    halve(pixels, this.widthPx, this.heightPx, this.levels[0].colours)
    for (let i = 1; i < this.levels.length; i++) halveAgain(this.levels[i - 1], this.levels[i])
  }
}

function halve(pixels: Uint8Array, widthPx: number, heightPx: number, out: Int32Array): void {
  const halfWidth = (widthPx + 1) >> 1
  for (let y = 0; y < heightPx; y += 2) {
    const below = y + 1 < heightPx ? widthPx * 3 : 0
    halveRow(pixels, y * widthPx * 3, below, widthPx, out, (y >> 1) * halfWidth)
  }
}

function halveRow(
  pixels: Uint8Array,
  start: number,
  below: number,
  widthPx: number,
  out: Int32Array,
  to: number,
): void {
  for (let x = 0, p = start, o = to; x < widthPx; x += 2, p += 6, o++) {
    // two of the four say enough: the next level takes the average again
    const q = p + below + (x + 1 < widthPx ? 3 : 0)
    const r = (pixels[p] + pixels[q]) >> 1
    const g = (pixels[p + 1] + pixels[q + 1]) >> 1
    const b = (pixels[p + 2] + pixels[q + 2]) >> 1
    out[o] = r | (g << 8) | (b << 16)
  }
}

type Level = Reduced['levels'][number]

function halveAgain(from: Level, to: Level): void {
  for (let y = 0; y < to.heightPx; y++) averageRow(from, y * 2, to.colours, y * to.widthPx)
}

function averageRow({ colours, widthPx, heightPx }: Level, y: number, out: Int32Array, to: number): void {
  const below = y + 1 < heightPx ? widthPx : 0
  for (let x = 0, p = y * widthPx, o = to; x < widthPx; x += 2, p += 2, o++) {
    const right = x + 1 < widthPx ? 1 : 0
    const c0 = colours[p]
    const c1 = colours[p + right]
    const c2 = colours[p + below]
    const c3 = colours[p + below + right]
    // red and blue are summed side by side: sixteen bits each are enough for four
    const redBlue = (c0 & 0xff00ff) + (c1 & 0xff00ff) + (c2 & 0xff00ff) + (c3 & 0xff00ff)
    const green = (c0 & 0xff00) + (c1 & 0xff00) + (c2 & 0xff00) + (c3 & 0xff00)
    out[o] = ((redBlue >> 2) & 0xff00ff) | ((green >> 2) & 0xff00)
  }
}
