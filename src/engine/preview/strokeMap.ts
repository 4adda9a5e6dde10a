import type { Size } from '#frame/capture.ts'
import { Flow } from './flow.ts'
import { grainAt, grainOf } from './grain.ts'
import { mixed } from './hash.ts'
import { type Layer, paintLayer } from './layer.ts'
import type { Brush } from './look.ts'

/** The map is this much wider and higher than the picture, so that it can be laid over it in many ways. */
export const MARGIN_PX = 64

/** What each layer's brush is divided by: finer ones are rounder, or a mast would be a bush. */
const FINER = [
  { length: 1, width: 1 },
  { length: 2.7, width: 2.2 },
  { length: 8, width: 4.8 },
]

/** A layer, and what a painter wants to know of it besides. */
export type LitLayer = Layer & {
  /** Light on the paint of every pixel, 128 for none. */
  readonly lights: Uint8Array
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
  const whirlPx = Math.max(24, brush.whirlPx * unitOf(size))
  const flow = new Flow(whole, brush, whirlPx, seed)
  const crossing = new Flow(whole, crossed(brush), whirlPx, seed + 7)
  const grain = grainOf(mixed(seed + 99))
  const layers: LitLayer[] = []
  for (let i = 0; i < (isDrawing ? 2 : brush.layers); i++) {
    const strokePx = strokeSize(options, isDrawing ? 0 : i)
    const along = isDrawing && i === 1 ? crossing : flow
    const { shape } = brush
    const layer = paintLayer({ ...whole, shape, strokePx, isGround: i === 0, flow: along, seed: mixed(seed * 3 + i) })
    layers.push({ ...layer, lights: lightsOf(layer, brush, grain), below: belowOf(layer, layers[i - 1]) })
  }
  return { ...whole, layers, hatching: isDrawing ? hatchingOf(layers, brush, grain) : undefined }
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

/** Light from the upper left on the relief, the rim of each stroke, and the weave below it all. */
function lightsOf({ ids, heights, widthPx, heightPx }: Layer, brush: Brush, grain: Int8Array): Uint8Array {
  const lights = new Uint8ClampedArray(ids.length)
  const relief = brush.relief * 0.36
  const roughness = brush.grain * 0.14
  const rim = brush.rim * 60
  for (let y = 0, p = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, p++) {
      const q = x > 0 && y > 0 ? p - widthPx - 1 : p
      // where one stroke ends on another there is a step of any height: it must not glare
      const slope = Math.min(70, Math.max(-70, heights[p] - heights[q])) * relief
      lights[p] = 128 + slope + grain[grainAt(x, y)] * roughness - (ids[q] === ids[p] ? 0 : rim)
    }
  }
  return new Uint8Array(lights.buffer)
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
function hatchingOf([first, second]: readonly Layer[], brush: Brush, grain: Int8Array): Uint8Array {
  const hatching = new Uint8ClampedArray(first.heights.length)
  const roughness = brush.grain * 0.45
  for (let y = 0, p = 0; y < first.heightPx; y++) {
    for (let x = 0; x < first.widthPx; x++, p++) {
      const furrow = Math.max(first.heights[p], second.heights[p] * 0.62)
      hatching[p] = furrow + grain[grainAt(x, y)] * roughness
    }
  }
  return new Uint8Array(hatching.buffer)
}
