import type { Size } from '#frame/capture.ts'
import { InvalidValue } from '#settings/field.ts'
import { type CameraFormat, type CameraMode, formatsText, fpsText } from './cameraFormat.ts'

/** What is wished of a camera. */
export type AskedMode = {
  readonly size: Size
  readonly fps: number
  /** `auto`, or the name of a format. */
  readonly format: string
}

/** What a camera is told to deliver. */
export type ChosenMode = { readonly format: CameraFormat; readonly size: Size; readonly fps: number }

/** Nobody has to ask for this rate, so a camera that lacks it delivers the nearest that it has. */
export const USUAL_FPS = 30
/** 29.97 is what is meant by 30. */
const SAME_RATE = 0.01

/**
 * The mode that comes nearest to what is wished: first the rate, then the size. With `auto` the camera's own JPEGs if it has
 * any, since they need no encoding; otherwise pixels, and a video stream only where pixels come too slowly.
 * @throws InvalidValue that lists what there is, for a format or a rate that the camera lacks
 */
export function chooseMode(formats: readonly CameraFormat[], asked: AskedMode): ChosenMode {
  const candidates = formatsFor(formats, asked.format).flatMap((format) => modesOf(format, asked))
  const [best] = candidates.toSorted((a, b) => compare(distances(a, asked), distances(b, asked)))
  if (!best) throw lacking('cameraFormat', asked.format, formats)
  if (!isNear(best.fps, asked.fps) && asked.fps !== USUAL_FPS) throw lacking('cameraFps', asked.fps, formats)
  return best
}

function formatsFor(formats: readonly CameraFormat[], asked: string): readonly CameraFormat[] {
  if (asked !== 'auto') return formats.filter(({ name }) => name === asked)
  const jpegs = formats.filter(({ kind }) => kind === 'jpeg')
  return jpegs.length > 0 ? jpegs : formats
}

function modesOf(format: CameraFormat, { size, fps }: AskedMode): ChosenMode[] {
  const modes = format.modes.length > 0 ? format.modes : [{ smallest: size, largest: size, rates: [] }]
  return modes.map((mode) => ({ format, size: nearestSize(mode, size), fps: nearestFps(mode, fps) }))
}

function nearestSize({ smallest, largest }: CameraMode, { widthPx, heightPx }: Size): Size {
  return {
    widthPx: within(widthPx, smallest.widthPx, largest.widthPx),
    heightPx: within(heightPx, smallest.heightPx, largest.heightPx),
  }
}

/** A camera that does not tell its rates is taken at its word when it is asked. */
function nearestFps({ rates }: CameraMode, fps: number): number {
  const nearest = rates.map(({ minFps, maxFps }) => within(fps, minFps, maxFps))
  return nearest.toSorted((a, b) => Math.abs(a - fps) - Math.abs(b - fps))[0] ?? fps
}

function within(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}

/** How far a mode is from what is wished, what counts most first. */
function distances({ format, size, fps }: ChosenMode, asked: AskedMode): number[] {
  const sizeOff = Math.abs(size.widthPx - asked.size.widthPx) + Math.abs(size.heightPx - asked.size.heightPx)
  const fpsOff = isNear(fps, asked.fps) ? 0 : Math.abs(fps - asked.fps)
  return [fpsOff, sizeOff, ['jpeg', 'raw', 'compressed'].indexOf(format.kind), rankOf(format.name)]
}

/** The cheapest to encode first: those whose colours are as coarse as those of the JPEGs. What is no colour comes last. */
const LAYOUTS = ['nv12', 'yuv420p', 'nv21', 'yuyv422', 'uyvy422', 'bgr0', 'rgb24', 'bgr24']

function rankOf(name: string): number {
  const rank = LAYOUTS.indexOf(name)
  return rank < 0 ? LAYOUTS.length : rank
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i])
  return at < 0 ? 0 : a[at] - b[at]
}

function isNear(fps: number, asked: number): boolean {
  return Math.abs(fps - asked) <= asked * SAME_RATE
}

function lacking(field: 'cameraFormat' | 'cameraFps', value: string | number, formats: readonly CameraFormat[]) {
  const asked = typeof value === 'number' ? `${fpsText(value)} pictures a second` : `the format ${value}`
  const what = `The camera does not deliver ${asked}.`
  return new InvalidValue(field, value, `one of what it delivers: ${formatsText(formats)}`, what)
}
