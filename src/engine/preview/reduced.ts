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
  let o = 0
  for (let y = 0; y < heightPx; y += 2) {
    const below = y + 1 < heightPx ? widthPx * 3 : 0
    for (let x = 0; x < widthPx; x += 2, o++) {
      const p = (y * widthPx + x) * 3
      const right = x + 1 < widthPx ? 3 : 0
      const q = p + below + right
      // two of the four say enough: the next level takes the average again
      const r = pixels[p] + pixels[q]
      const g = pixels[p + 1] + pixels[q + 1]
      const b = pixels[p + 2] + pixels[q + 2]
      out[o] = (r >> 1) | ((g >> 1) << 8) | ((b >> 1) << 16)
    }
  }
}

type Level = Reduced['levels'][number]

function halveAgain(from: Level, to: Level): void {
  const { colours, widthPx, heightPx } = from
  let o = 0
  for (let y = 0; y < heightPx; y += 2) {
    const below = y + 1 < heightPx ? widthPx : 0
    for (let x = 0; x < widthPx; x += 2, o++) {
      const p = y * widthPx + x
      const right = x + 1 < widthPx ? 1 : 0
      const c0 = colours[p]
      const c1 = colours[p + right]
      const c2 = colours[p + below]
      const c3 = colours[p + below + right]
      // red and blue are summed side by side: sixteen bits each are enough for four
      const redBlue = (c0 & 0xff00ff) + (c1 & 0xff00ff) + (c2 & 0xff00ff) + (c3 & 0xff00ff)
      const green = (c0 & 0xff00) + (c1 & 0xff00) + (c2 & 0xff00) + (c3 & 0xff00)
      to.colours[o] = ((redBlue >> 2) & 0xff00ff) | ((green >> 2) & 0xff00)
    }
  }
}
