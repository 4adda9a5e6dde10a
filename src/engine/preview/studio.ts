import { colourTable, packedRamp } from './colourTable.ts'
import { draw } from './draw.ts'
import { mixed } from './hash.ts'
import type { Look } from './look.ts'
import { lookOf } from './lookOf.ts'
import { mix } from './mix.ts'
import { Liner } from './outline.ts'
import { type Placed, paint } from './paint.ts'
import { Recent } from './recent.ts'
import { Reduced } from './reduced.ts'
import { MARGIN_PX, type StrokeMap, strokeMap } from './strokeMap.ts'
import { type Tints, tint, tintsFor } from './tints.ts'

/** What one painting is made by. */
export type Order = {
  readonly prompt: string
  readonly strength: number
  readonly numInferenceSteps: number
  readonly seed: number
  /** Moves the strokes about; 0 leaves them where the seed has put them. */
  readonly unrest: number
}

/** What a picture is painted by where something may be mixed. */
export type Orders = {
  readonly order: Order
  /** Another one and its `share` of the mix, above 0 and at most one half. */
  readonly second?: { readonly order: Order; readonly share: number }
}

/** What pictures of one size are worked on with, used again for each. */
type Room = { readonly picture: Reduced; readonly liner: Liner; readonly input: Uint8Array }

/** One painter's workplace: paints picture after picture, and keeps what it needs for the next. */
export class Studio {
  readonly #looks = new Recent<Look>({ keep: 8 })
  readonly #tables = new Recent<Int32Array>({ keep: 8 })
  // a map of a large picture has fifty megabytes
  readonly #maps = new Recent<{ map: StrokeMap; tints: Tints }>({ keep: 2 })
  readonly #rooms = new Recent<Room>({ keep: 1 })
  #second = new Uint8Array()

  /** Paints over `pixels` what two orders ask for, mixed; as fast as one where there is no second. */
  paintMix(pixels: Uint8Array, widthPx: number, heightPx: number, { order, second }: Orders): void {
    const share = Math.round((second?.share ?? 0) * 256)
    if (!second || share === 0) return this.paint(pixels, widthPx, heightPx, order)
    if (this.#second.length !== pixels.length) this.#second = new Uint8Array(pixels.length)
    this.#second.set(pixels)
    this.paint(this.#second, widthPx, heightPx, second.order)
    this.paint(pixels, widthPx, heightPx, order)
    mix(pixels, this.#second, 256 - share)
  }

  /** Paints over `pixels`, 8-bit RGB, in place. The same order gives the same picture everywhere. */
  paint(pixels: Uint8Array, widthPx: number, heightPx: number, order: Order): void {
    const share = Math.min(256, Math.round(order.strength * 2.4 * 256))
    if (share === 0) return
    const look = this.#looks.get(order.prompt, () => lookOf(order.prompt))
    const table = this.#tableOf(look, order)
    const { map, tints } = this.#mapOf(look, widthPx, heightPx, order)
    const { picture, liner, input } = this.#roomFor(widthPx, heightPx)
    const placed: Placed = { widthPx, heightPx, ...placeOf(order.unrest) }

    if (share < 256) input.set(pixels)
    const isLined = look.outline.amount > 0
    if (isLined || !look.drawing) picture.take(pixels)
    if (isLined) liner.find(picture, look.outline.amount)
    if (look.drawing && map.hatching) {
      const whiteness = 36 / order.numInferenceSteps
      const { drawing } = look
      draw(pixels, { drawing, hatching: map.hatching, mapWidthPx: map.widthPx, table, whiteness }, placed)
    } else {
      const ground = packedRamp(look.colours.ramp)[0]
      const stray = Math.round(look.brush.stray * 256)
      tint(tints, picture, { map, table, ground, stray, detail: detailOf(look, order), ...placed })
      paint(new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length), map, tints, placed)
    }
    if (isLined) liner.draw(pixels, widthPx, look.outline)
    if (share < 256) mix(pixels, input, share)
  }

  #roomFor(widthPx: number, heightPx: number): Room {
    return this.#rooms.get(`${widthPx}x${heightPx}`, () => {
      const picture = new Reduced(widthPx, heightPx)
      return { picture, liner: new Liner(picture), input: new Uint8Array(widthPx * heightPx * 3) }
    })
  }

  #tableOf(look: Look, { prompt, strength }: Order): Int32Array {
    const { tint } = look.colours
    return this.#tables.get(`${strength} ${prompt}`, () =>
      colourTable(look.colours, Math.min(1, tint * (0.3 + strength))),
    )
  }

  #mapOf(look: Look, widthPx: number, heightPx: number, order: Order) {
    const scale = brushScale(order)
    const key = JSON.stringify([widthPx, heightPx, scale, order.seed, look.brush, look.drawing !== undefined])
    return this.#maps.get(key, () => {
      const isDrawing = look.drawing !== undefined
      const map = strokeMap({ size: { widthPx, heightPx }, brush: look.brush, scale, seed: order.seed, isDrawing })
      return { map, tints: tintsFor(map) }
    })
  }
}

/** More strength, a larger brush; more steps, a finer one. In eighths, so that a moving knob needs few new maps. */
function brushScale({ strength, numInferenceSteps }: Order): number {
  const wanted = (0.5 + 0.75 * strength) * (0.72 + 0.55 / numInferenceSteps)
  return Math.max(1, Math.round(wanted * 8)) / 8
}

function detailOf({ detail }: Look, { strength, numInferenceSteps }: Order): number {
  return Math.round(detail * (0.4 + 0.9 * strength) * (0.4 + 1.2 / numInferenceSteps))
}

function placeOf(unrest: number): { leftPx: number; topPx: number } {
  const h = unrest === 0 ? 0 : mixed(unrest)
  return { leftPx: h % MARGIN_PX, topPx: (h >>> 8) % MARGIN_PX }
}
