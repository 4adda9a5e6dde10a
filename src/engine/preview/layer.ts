/** One layer of brush strokes that stand still: which stroke lies on top at every pixel, and how high its paint is. */
export type Layer = {
  readonly widthPx: number
  readonly heightPx: number
  /** Number of the stroke on top, from 1; 0 where none is. */
  readonly ids: Uint16Array
  /** Height of the paint, 0 to 255. */
  readonly heights: Uint8Array
  /** By stroke: its middle. */
  readonly x: Int16Array
  readonly y: Int16Array
  /** By stroke: how its colour strays, -127 to 127. */
  readonly stray: Int8Array
  readonly strokePx: StrokeSize
}

export type StrokeSize = { readonly length: number; readonly width: number }
