/** How a slider's way, 0 to 1, becomes a value: with a bend above 1 small values get more of the way. */
export type Scale = { readonly min: number; readonly max: number; readonly step: number; readonly bend?: number }

/** The value at a place of the slider, rounded to the step. */
export function valueAt(place: number, { min, max, step, bend = 1 }: Scale): number {
  return toStep(min + (max - min) * place ** bend, { min, max, step })
}

/** Where the slider stands for a value, 0 to 1. */
export function placeOf(value: number, { min, max, bend = 1 }: Scale): number {
  const share = (value - min) / (max - min)
  return Math.min(1, Math.max(0, share)) ** (1 / bend)
}

/** The nearest value that the step allows, within the limits and without the dust of binary fractions. */
export function toStep(value: number, { min, max, step }: Scale): number {
  const stepped = Math.round(value / step) * step
  return Number(Math.min(max, Math.max(min, stepped)).toFixed(decimalsOf(step)))
}

/** How many decimals a step needs. */
export function decimalsOf(step: number): number {
  return Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))
}

/** Reads what somebody has typed; a comma is a decimal point to half of Europe. */
export function typedNumber(typed: string): number | undefined {
  const number = Number(typed.trim().replace(',', '.'))
  return typed.trim() === '' || Number.isNaN(number) ? undefined : number
}
