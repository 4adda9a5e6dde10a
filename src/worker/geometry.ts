import type { Size } from '#frame/capture.ts'

/** A rectangle inside a picture, in pixels. */
export type Rect = Size & { readonly leftPx: number; readonly topPx: number }

/** How a decoded picture becomes what the engine works on. */
export type Geometry = {
  /** Part of the picture that is used. */
  readonly from: Rect
  /** What it is scaled to: longest side `resolution`, both sides multiples of 8. */
  readonly to: Size
  readonly mirror: boolean
  /** Nothing to do: the picture can be used as it is. */
  readonly isIdentity: boolean
}

/** Sides are multiples of this: the networks halve them three times. */
const MULTIPLE = 8

/**
 * @param size       of the decoded picture
 * @param crop       centre crop; one that is larger than the picture is cut to it
 * @param resolution longest side of the result in pixels, a multiple of 8
 */
export function geometryOf(size: Size, crop: Size | undefined, resolution: number, mirror: boolean): Geometry {
  const widthPx = Math.min(crop?.widthPx ?? size.widthPx, size.widthPx)
  const heightPx = Math.min(crop?.heightPx ?? size.heightPx, size.heightPx)
  const leftPx = Math.floor((size.widthPx - widthPx) / 2)
  const topPx = Math.floor((size.heightPx - heightPx) / 2)
  const scale = resolution / Math.max(widthPx, heightPx)
  const to = { widthPx: toMultiple(widthPx * scale), heightPx: toMultiple(heightPx * scale) }
  const from = { leftPx, topPx, widthPx, heightPx }
  // a crop may be scaled back to the size of the whole picture: both have to be the same
  const isIdentity = !mirror && isSameSize(from, size) && isSameSize(to, size)
  return { from, to, mirror, isIdentity }
}

function isSameSize(a: Size, b: Size): boolean {
  return a.widthPx === b.widthPx && a.heightPx === b.heightPx
}

function toMultiple(px: number): number {
  return Math.max(MULTIPLE, Math.round(px / MULTIPLE) * MULTIPLE)
}
