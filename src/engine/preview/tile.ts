import type { Flow } from './flow.ts'
import type { Dice } from './hash.ts'
import type { Layer } from './layer.ts'

/** Lays a square stone: a little crooked, tilted in its bed, bevelled, with a joint around it. */
export function tile(layer: Layer, id: number, flow: Flow, dice: Dice): void {
  const { ids, heights, widthPx } = layer
  const cx = layer.x[id]
  const cy = layer.y[id]
  const bed = flow.cell(cx, cy)
  // rows stay rows: stones follow the flow by a few degrees only
  const lean = flow.y(bed) * flow.x(bed) * 0.22 + dice.signed() * 0.09
  const half = layer.strokePx.width * (0.48 + 0.05 * dice.signed())
  const tiltX = dice.signed() * 40
  const tiltY = dice.signed() * 40
  const reach = half * 1.3
  const bottom = Math.min(layer.heightPx - 1, Math.floor(cy + reach))
  const right = Math.min(widthPx - 1, Math.floor(cx + reach))
  for (let y = Math.max(0, Math.ceil(cy - reach)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.ceil(cx - reach)); x <= right; x++) {
      const u = (x - cx + (y - cy) * lean) / half
      const v = (y - cy - (x - cx) * lean) / half
      const edge = Math.max(Math.abs(u), Math.abs(v))
      if (edge >= 1) continue
      ids[y * widthPx + x] = id
      heights[y * widthPx + x] = 170 + u * tiltX + v * tiltY - (edge > 0.75 ? (edge - 0.75) * 400 : 0)
    }
  }
}
