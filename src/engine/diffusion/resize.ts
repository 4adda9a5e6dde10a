import type { Size } from '#frame/capture.ts'

/**
 * Scales one 8-bit RGB picture, linearly between the four nearest pixels: quick rather than fine.
 * @param input  [from.heightPx, from.widthPx, 3]
 * @param output [to.heightPx, to.widthPx, 3]; must not overlap `input`
 */
export function resize(input: Uint8Array, from: Size, output: Uint8Array, to: Size): void {
  const columns = weightsAlong(from.widthPx, to.widthPx)
  const rows = weightsAlong(from.heightPx, to.heightPx)
  for (let y = 0, o = 0; y < to.heightPx; y++) {
    const above = rows.near[y] * from.widthPx * 3
    const below = rows.far[y] * from.widthPx * 3
    const v = rows.share[y]
    for (let x = 0; x < to.widthPx; x++) {
      const left = columns.near[x] * 3
      const right = columns.far[x] * 3
      const u = columns.share[x]
      for (let c = 0; c < 3; c++, o++) {
        const top = input[above + left + c] * (256 - u) + input[above + right + c] * u
        const bottom = input[below + left + c] * (256 - u) + input[below + right + c] * u
        output[o] = (top * (256 - v) + bottom * v + 32_768) >> 16
      }
    }
  }
}

/** For each place of the result: the two nearest places of the input, and the share of the second one in 256ths. */
function weightsAlong(from: number, to: number) {
  const near = new Int32Array(to)
  const far = new Int32Array(to)
  const share = new Int32Array(to)
  for (let i = 0; i < to; i++) {
    const place = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5))
    near[i] = Math.floor(place)
    far[i] = Math.min(from - 1, near[i] + 1)
    share[i] = Math.round((place - near[i]) * 256)
  }
  return { near, far, share }
}
