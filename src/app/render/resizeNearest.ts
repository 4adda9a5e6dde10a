import type { Size } from '#frame/capture.ts'

/**
 * Takes for every pixel of the result the nearest one of the picture, with the numbers of torch's `interpolate`:
 * `source = floor(target * scale)`, where `scale = in / out` and the product are rounded to float32.
 *
 * @param pixels [from.heightPx, from.widthPx, 3], 8-bit RGB; not changed
 * @param output [to.heightPx, to.widthPx, 3]
 * @see diffusers `VaeImageProcessor.resize` for tensors; torch `nearest_neighbor_compute_source_index`
 */
export function resizeNearest(pixels: Uint8Array, from: Size, output: Uint8Array, to: Size): void {
  const columns = sources(from.widthPx, to.widthPx)
  const rows = sources(from.heightPx, to.heightPx)
  let at = 0
  for (const row of rows) {
    for (const column of columns) {
      const source = (row * from.widthPx + column) * 3
      output[at++] = pixels[source]
      output[at++] = pixels[source + 1]
      output[at++] = pixels[source + 2]
    }
  }
}

function sources(from: number, to: number): number[] {
  const scale = Math.fround(from / to)
  return Array.from({ length: to }, (_, i) => Math.min(Math.floor(Math.fround(i * scale)), from - 1))
}
