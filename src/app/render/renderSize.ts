import { OperatorError } from '#errors/operatorError.ts'
import type { Size } from '#frame/capture.ts'
import { parseSize } from '#source/parseSize.ts'

/** Sides are multiples of this: the networks halve them three times. */
const MULTIPLE = 8
const MAX_SIDE = 8192

/**
 * Reads `--size`; undefined if it was not given.
 * @throws OperatorError BAD_OPTION for sides that are no multiple of 8, or beyond what can be meant
 */
export function askedSize(text: string): Size | undefined {
  if (text === '') return undefined
  const size = parseSize('size', text)
  const sides = [size.widthPx, size.heightPx]
  if (sides.some((side) => side > MAX_SIDE)) {
    const remedy = `Give sides from ${MULTIPLE} to ${MAX_SIDE}, for example --size 1024x576.`
    throw new OperatorError('BAD_OPTION', `--size ${text} is too large.`, remedy)
  }
  if (sides.every((side) => side % MULTIPLE === 0)) return size
  const near = sides.map((side) => Math.max(MULTIPLE, Math.round(side / MULTIPLE) * MULTIPLE)).join('x')
  const remedy = `Sides have to be multiples of ${MULTIPLE}: --size ${near} is near.`
  throw new OperatorError('BAD_OPTION', `--size cannot be ${text}.`, remedy)
}

/** The size that a picture is rendered in if none was asked for: its own, each side cut to a multiple of 8. @throws Error */
export function ownSize({ widthPx, heightPx }: Size): Size {
  if (widthPx < MULTIPLE || heightPx < MULTIPLE)
    throw new Error(`the picture has ${widthPx}x${heightPx} pixels, less than ${MULTIPLE}x${MULTIPLE}`)
  return { widthPx: cut(widthPx), heightPx: cut(heightPx) }
}

function cut(px: number): number {
  return Math.floor(px / MULTIPLE) * MULTIPLE
}
