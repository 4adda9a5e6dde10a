import { Flow } from './flow.ts'
import { mixed } from './hash.ts'
import { closeGaps, type Layer, paintLayer } from './layer.ts'
import type { Brush } from './look.ts'

/** The map is this much wider and higher than the picture, so that it can be laid over it in many ways. */
export const MARGIN_PX = 64

/** How much finer each layer is than the coarsest. */
const FINER = [1, 2.3, 5]

const GRAIN_BITS = 7

/** Everything about the strokes of a picture that does not depend on its colours. */
export type StrokeMap = {
  readonly widthPx: number
  readonly heightPx: number
  /** From the coarsest brush to the finest. */
  readonly layers: readonly (Layer & {
    /** Light on the paint of every pixel, 128 for none, made of heights, rim and grain. */
    readonly lights: Uint8Array
    /** By stroke: the one below its middle, in the layer below. */
    readonly below: Uint16Array
  })[]
  /** For drawings: where lines come first as a tone gets darker, 0 to 255. */
  readonly hatching: Uint8Array | undefined
}

/**
 * @param widthPx, heightPx of the picture, without margin
 * @param scale  of the brush's lengths
 */
export function strokeMap(
  picture: { readonly widthPx: number; readonly heightPx: number },
  brush: Brush,
  scale: number,
  seed: number,
  isDrawing: boolean,
): StrokeMap {
  const widthPx = picture.widthPx + MARGIN_PX
  const heightPx = picture.heightPx + MARGIN_PX
  const size = scale * sizeOf(picture)
  const flow = new Flow(widthPx, heightPx, brush, Math.max(24, brush.whirlPx * sizeOf(picture)), seed)
  const crossing = new Flow(widthPx, heightPx, crossed(brush), Math.max(24, brush.whirlPx * size), seed + 7)
  const grain = grainOf(mixed(seed + 99))
  const layers: StrokeMap['layers'][number][] = []
  const count = isDrawing ? 2 : brush.layers
  for (let i = 0; i < count; i++) {
    const along = isDrawing && i === 1 ? crossing : flow
    const layer = paintLayer(widthPx, heightPx, brush, isDrawing ? size : size / FINER[i], along, mixed(seed * 3 + i))
    if (i === 0 && brush.shape !== 'tile') closeGaps(layer)
    const lights = lightsOf(layer, brush, widthPx, grain)
    layers.push({ ...layer, lights, below: belowOf(layer, layers[i - 1], widthPx, heightPx) })
  }
  return { widthPx, heightPx, layers, hatching: isDrawing ? hatchingOf(layers, brush, widthPx, grain) : undefined }
}

/** Brushes are meant for a longest side of 1024. */
function sizeOf(picture: { readonly widthPx: number; readonly heightPx: number }): number {
  return Math.max(picture.widthPx, picture.heightPx) / 1024
}

function crossed(brush: Brush): Brush {
  const [x, y] = brush.direction
  return { ...brush, direction: [x * 0.3 - y * 0.95, x * 0.95 + y * 0.3] }
}

/** Light from the upper left on the relief, the rim of each stroke, and the weave below it all. */
function lightsOf(layer: Layer, brush: Brush, widthPx: number, grain: Int8Array): Uint8Array {
  const { ids, heights } = layer
  const lights = new Uint8ClampedArray(ids.length)
  const relief = brush.relief * 0.36
  const roughness = brush.grain * 0.14
  const rim = brush.rim * 60
  const up = widthPx + 1
  for (let p = 0; p < ids.length; p++) {
    const q = p >= up ? p - up : p
    const isEdge = ids[q] !== ids[p] ? 1 : 0
    const slope = Math.min(70, Math.max(-70, heights[p] - heights[q])) * relief
    lights[p] = 128 + slope - isEdge * rim + grain[grainAt(p, widthPx)] * roughness
  }
  return new Uint8Array(lights.buffer)
}

/** A swatch of canvas, -127 to 127: weave, with the tooth of paper. It is laid out again and again. */
function grainOf(seed: number): Int8Array {
  const side = 1 << GRAIN_BITS
  return Int8Array.from({ length: side * side }, (_, i) => {
    const x = i & (side - 1)
    const y = i >> GRAIN_BITS
    const speck = (mixed((y >> 1) * side + (x >> 1) + seed) & 255) + (mixed(i + seed) & 255)
    const thread = (x + ((y >> 1) & 1)) & 2 ? 24 : -24
    return Math.max(-127, Math.min(127, speck * 0.4 - 102 + thread))
  })
}

/** Place in the swatch of a pixel of the map. */
function grainAt(p: number, widthPx: number): number {
  const y = (p / widthPx) | 0
  const mask = (1 << GRAIN_BITS) - 1
  return ((y & mask) << GRAIN_BITS) | ((p - y * widthPx) & mask)
}

function belowOf(layer: Layer, under: Layer | undefined, widthPx: number, heightPx: number): Uint16Array {
  const below = new Uint16Array(layer.x.length)
  if (!under) return below
  for (let id = 1; id < below.length; id++) {
    const x = Math.min(widthPx - 1, Math.max(0, layer.x[id]))
    const y = Math.min(heightPx - 1, Math.max(0, layer.y[id]))
    below[id] = under.ids[y * widthPx + x]
  }
  return below
}

/** The furrows of two crossing layers are the lines of a drawing: the second comes in where it is dark. */
function hatchingOf(layers: readonly Layer[], brush: Brush, widthPx: number, grain: Int8Array): Uint8Array {
  const hatching = new Uint8ClampedArray(layers[0].ids.length)
  const roughness = brush.grain * 0.45
  for (let p = 0; p < hatching.length; p++) {
    const first = layers[0].heights[p]
    const second = layers[1].heights[p] * 0.62
    hatching[p] = Math.max(first, second) + grain[grainAt(p, widthPx)] * roughness
  }
  return new Uint8Array(hatching.buffer)
}
