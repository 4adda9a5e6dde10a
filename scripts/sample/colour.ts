/** Red, green and blue, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number]

export const mix = (a: Colour, b: Colour, t: number): Colour => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
]

/** `a` with light of colour `b` added. */
export const lit = (a: Colour, b: Colour, amount: number): Colour => [
  a[0] + b[0] * amount,
  a[1] + b[1] * amount,
  a[2] + b[2] * amount,
]

/** 0 below `from`, 1 above `to`, an S in between. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** A colour between the stops of a scale, `[place, colour]` in rising order. */
export function gradient(stops: readonly (readonly [number, Colour])[], place: number): Colour {
  const next = stops.findIndex(([at]) => at > place)
  if (next === 0) return stops[0][1]
  if (next < 0) return stops[stops.length - 1][1]
  const [[from, a], [to, b]] = [stops[next - 1], stops[next]]
  return mix(a, b, smoothstep(from, to, place))
}
