import type { Colours, Ramp } from './look.ts'

type Lab = readonly [lightness: number, a: number, b: number]

/** Bits per channel of a table's index. */
const BITS = 5
const SIDE = 1 << BITS

/** The place of a colour in a table; channels are 0 to 255. */
export function colourIndex(r: number, g: number, b: number): number {
  return ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)
}

/**
 * What becomes of every colour, as a table of packed colours (r | g << 8 | b << 16) for `colourIndex`.
 * @param tint overrides that of `colours`: it grows with the strength
 */
export function colourTable(colours: Colours, tint: number): Int32Array {
  const ramp = colours.ramp.map(([r, g, b]) => toLab(r, g, b))
  const table = new Int32Array(SIDE ** 3)
  for (let i = 0; i < table.length; i++) {
    // the middle of the cell, so that tables are true on average
    const r = (i >> 10) * 8 + 4
    const g = ((i >> 5) & 31) * 8 + 4
    const b = (i & 31) * 8 + 4
    table[i] = packed(changed(toLab(r, g, b), colours, ramp, tint))
  }
  return table
}

/** The colours of a ramp as packed colour, for grounds and grout. */
export function packedRamp(ramp: Ramp): number[] {
  return ramp.map(([r, g, b]) => Math.round(r) | (Math.round(g) << 8) | (Math.round(b) << 16))
}

function changed([l, a, b]: Lab, colours: Colours, ramp: readonly Lab[], tint: number): Lab {
  const { saturation, contrast, lightness, turn, levels } = colours
  let tone = Math.min(1, Math.max(0, 0.55 + (l - 0.55) * contrast + lightness))
  if (levels > 0) tone = Math.round(tone * levels) / levels
  const cos = Math.cos(turn * 2 * Math.PI)
  const sin = Math.sin(turn * 2 * Math.PI)
  const toRamp = rampAt(ramp, tone)
  const mix = (own: number, its: number) => own + (its - own) * tint
  return [
    mix(tone, toRamp[0]),
    mix((a * cos - b * sin) * saturation, toRamp[1]),
    mix((a * sin + b * cos) * saturation, toRamp[2]),
  ]
}

/** Colours of a ramp lie evenly over the tones, not at their own lightness: so a dark ramp makes a dark picture. */
function rampAt(ramp: readonly Lab[], tone: number): Lab {
  const at = Math.min(ramp.length - 1.001, Math.max(0, (tone - 0.12) / 0.86) * (ramp.length - 1))
  const i = Math.floor(at)
  const share = at - i
  const [from, to] = [ramp[i], ramp[i + 1]]
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, from[2] + (to[2] - from[2]) * share]
}

/** @see Björn Ottosson, https://bottosson.github.io/posts/oklab/ */
function toLab(r8: number, g8: number, b8: number): Lab {
  const [r, g, b] = [linear(r8 / 255), linear(g8 / 255), linear(b8 / 255)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function packed([lightness, a, b]: Lab): number {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const red = byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return red | (green << 8) | (blue << 16)
}

function linear(v: number): number {
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
}

function byte(v: number): number {
  const clamped = Math.min(1, Math.max(0, v))
  return Math.round(255 * (clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055))
}
