import type { Size } from '#frame/capture.ts'
import { Flow } from './flow.ts'
import { GRAIN_MASK, grainOf, grainRow } from './grain.ts'
import { mixed } from './hash.ts'
import type { Layer } from './layer.ts'
import type { Brush } from './look.ts'
import { paintLayer } from './paintLayer.ts'

/** The map is this much wider and higher than the picture, so that it can be laid over it in many ways. */
export const MARGIN_PX = 64

/** What each layer's brush is divided by: finer ones are rounder, or a mast would be a bush. */
const FINER = [
  { length: 1, width: 1 },
  { length: 3.4, width: 2.6 },
  { length: 11, width: 6.2 },
]

/** A layer as the painter needs it. */
export type LitLayer = Pick<Layer, 'x' | 'y' | 'stray' | 'strokePx'> & {
  /** By pixel, in one word because every pixel of every picture asks for both: the stroke, and the light on it << 16 (128 for none). */
  readonly strokes: Int32Array
  /** By stroke: the one below its middle, in the layer below. */
  readonly below: Uint16Array
}

/** Everything about the strokes of a picture that does not depend on its colours. */
export type StrokeMap = Size & {
  /** From the coarsest brush to the finest. */
  readonly layers: readonly LitLayer[]
  /** For drawings: where lines come first as a tone gets darker, 0 to 255. */
  readonly hatching: Uint8Array | undefined
}

export type StrokeMapOptions = {
  /** Of the picture, without the margin. */
  readonly size: Size
  readonly brush: Brush
  /** Of the brush's lengths. */
  readonly scale: number
  readonly seed: number
  readonly isDrawing: boolean
}

/** Lays out all the strokes that a picture of this size may need. */
export function strokeMap(options: StrokeMapOptions): StrokeMap {
  const { size, brush, seed, isDrawing } = options
  const whole = { widthPx: size.widthPx + MARGIN_PX, heightPx: size.heightPx + MARGIN_PX }
  const layers = isDrawing ? crossingLayers(options, whole) : finerLayers(options, whole)
  const hatching = isDrawing ? hatchingOf(layers, grainOf(mixed(seed + 99), brush.grain * 57)) : undefined
  const grain = grainOf(mixed(seed + 99), brush.grain * 18)
  return {
    ...whole,
    layers: isDrawing ? [] : layers.map((layer, i) => lit(layer, layers[i - 1], brush, grain)),
    hatching,
  }
}

function finerLayers(options: StrokeMapOptions, whole: Size): Layer[] {
  const { brush, size, seed } = options
  const flow = new Flow(whole, brush, Math.max(24, brush.whirlPx * unitOf(size)), seed)
  return FINER.slice(0, brush.layers).map((_, i) => {
    const strokePx = strokeSize(options, i)
    return paintLayer({ ...whole, shape: brush.shape, strokePx, isGround: i === 0, flow, seed: mixed(seed * 3 + i) })
  })
}

function crossingLayers(options: StrokeMapOptions, whole: Size): Layer[] {
  const { brush, size, seed } = options
  const strokePx = strokeSize(options, 0)
  return [brush, crossed(brush)].map((each, i) => {
    const flow = new Flow(whole, each, Math.max(24, brush.whirlPx * unitOf(size)), seed + i)
    return paintLayer({ ...whole, shape: 'stroke', strokePx, isGround: true, flow, seed: mixed(seed * 3 + i) })
  })
}

function strokeSize({ brush, scale, size }: StrokeMapOptions, layer: number) {
  const unit = scale * unitOf(size)
  return { length: (brush.lengthPx * unit) / FINER[layer].length, width: (brush.widthPx * unit) / FINER[layer].width }
}

/** Brushes are meant for a longest side of 1024. */
function unitOf({ widthPx, heightPx }: Size): number {
  return Math.max(widthPx, heightPx) / 1024
}

function crossed(brush: Brush): Brush {
  const [x, y] = brush.direction
  return { ...brush, direction: [x * 0.3 - y * 0.95, x * 0.95 + y * 0.3] }
}

function lit(layer: Layer, under: Layer | undefined, brush: Brush, grain: Int8Array): LitLayer {
  const { x, y, stray, strokePx } = layer
  return { x, y, stray, strokePx, strokes: lightUp(layer, brush, grain), below: belowOf(layer, under) }
}

/** Light from the upper left on the relief, the rim of each stroke, and the weave below it all. */
function lightUp(layer: Layer, brush: Brush, grain: Int8Array): Int32Array {
  const strokes = new Int32Array(layer.ids.length)
  const relief = Math.round(brush.relief * 92)
  const rim = Math.round(brush.rim * 60)
  for (let y = 0; y < layer.heightPx; y++) lightRow(layer, y, strokes, relief, rim, grain)
  return strokes
}

function lightRow(layer: Layer, y: number, out: Int32Array, relief: number, rim: number, grain: Int8Array): void {
  const { ids, heights, widthPx } = layer
  const row = grainRow(y)
  for (let x = 0, p = y * widthPx; x < widthPx; x++, p++) {
    const q = x > 0 && y > 0 ? p - widthPx - 1 : p
    // where one stroke ends on another there is a step of any height: it must not glare
    const slope = Math.min(70, Math.max(-70, heights[p] - heights[q]))
    const light = 128 + ((slope * relief) >> 8) + grain[row | (x & GRAIN_MASK)] - (ids[q] === ids[p] ? 0 : rim)
    out[p] = ids[p] | (light << 16)
  }
}

function belowOf(layer: Layer, under: Layer | undefined): Uint16Array {
  const below = new Uint16Array(layer.x.length)
  if (!under) return below
  for (let id = 1; id < below.length; id++) {
    const x = Math.min(layer.widthPx - 1, Math.max(0, layer.x[id]))
    const y = Math.min(layer.heightPx - 1, Math.max(0, layer.y[id]))
    below[id] = under.ids[y * layer.widthPx + x]
  }
  return below
}

/** The furrows of two crossing layers are the lines of a drawing: the second comes in where it is dark. */
function hatchingOf([first, second]: readonly Layer[], grain: Int8Array): Uint8Array {
  const hatching = new Uint8ClampedArray(first.heights.length)
  const { widthPx, heightPx } = first
  for (let y = 0; y < heightPx; y++) hatchRow(first.heights, second.heights, grain, hatching, y, widthPx)
  return new Uint8Array(hatching.buffer)
}

function hatchRow(
  first: Uint8Array,
  second: Uint8Array,
  grain: Int8Array,
  out: Uint8ClampedArray,
  y: number,
  widthPx: number,
): void {
  const row = grainRow(y)
  for (let x = 0, p = y * widthPx; x < widthPx; x++, p++) {
    out[p] = Math.max(first[p], (second[p] * 159) >> 8) + grain[row | (x & GRAIN_MASK)]
  }
}
