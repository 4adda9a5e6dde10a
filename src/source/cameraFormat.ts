import type { Size } from '#frame/capture.ts'

/** Pictures a second, from and to; both the same for a single rate. */
export type Rates = { readonly minFps: number; readonly maxFps: number }

/** A size, or all sizes between two, and the rates at which a camera delivers it. */
export type CameraMode = { readonly smallest: Size; readonly largest: Size; readonly rates: readonly Rates[] }

/** One of the formats that a camera delivers. */
export type CameraFormat = {
  /** What `--camera-format` takes, which is ffmpeg's name: `mjpeg`, `yuyv422`, `h264`. */
  readonly name: string
  /** jpeg: whole JPEGs, which are passed on untouched. compressed: a video stream. raw: pixels. */
  readonly kind: 'jpeg' | 'compressed' | 'raw'
  readonly modes: readonly CameraMode[]
}

/** What a device tells about itself before it is opened. */
export type CameraDetails = {
  /**
   * unknown: it could not be asked, or does not answer. noPictures: it is a video device, and not one that pictures come from.
   */
  readonly state: 'ready' | 'busy' | 'forbidden' | 'noPictures' | 'noDevice' | 'gone' | 'unknown'
  /** A sentence for the operator, unless it is ready. */
  readonly reason?: string
  /** None if they are not known. */
  readonly formats: readonly CameraFormat[]
}

const JPEGS = ['mjpeg']
const STREAMS = ['h264', 'hevc', 'h263', 'mpeg4', 'mpeg2video', 'mpeg1video', 'vp8', 'vp9', 'av1', 'vc1', 'dvvideo']

/** What kind of format ffmpeg means by a name; every name that is no codec is a layout of pixels. */
export function kindOf(name: string): CameraFormat['kind'] {
  if (JPEGS.includes(name)) return 'jpeg'
  return STREAMS.includes(name) ? 'compressed' : 'raw'
}

/** A mode of one size. */
export function modeOf(size: Size, rates: readonly Rates[]): CameraMode {
  return { smallest: size, largest: size, rates }
}

/** `1920x1080`. */
export function sizeText({ widthPx, heightPx }: Size): string {
  return `${widthPx}x${heightPx}`
}

/** A rate without needless digits: `30`, `29.97`, `7.5`. */
export function fpsText(fps: number): string {
  return String(Math.round(fps * 1000) / 1000)
}

/** The sizes of a format with their rates, a line for those that share them: `1280x720, 640x480 at 30, 15`. */
export function modeLines({ modes }: CameraFormat): string[] {
  const sizesByRates = Map.groupBy(modes, ({ rates }) => ratesText(rates))
  return [...sizesByRates].map(([rates, those]) => {
    const sizes = [...new Set(those.map(sizesText))].join(', ')
    return rates === '' ? sizes : `${sizes} at ${rates}`
  })
}

/** `mjpeg (1920x1080 at 30; 640x480 at 60, 30), yuyv422 (…)`, for the middle of a sentence. */
export function formatsText(formats: readonly CameraFormat[]): string {
  return formats.map((format) => `${format.name} (${modeLines(format).join('; ')})`).join(', ')
}

function sizesText({ smallest, largest }: CameraMode): string {
  const [from, to] = [sizeText(smallest), sizeText(largest)]
  return from === to ? to : `${from} to ${to}`
}

function ratesText(rates: readonly Rates[]): string {
  const texts = rates.toSorted((a, b) => b.maxFps - a.maxFps).map(({ minFps, maxFps }) => rangeText(minFps, maxFps))
  return [...new Set(texts)].join(', ')
}

function rangeText(minFps: number, maxFps: number): string {
  const [from, to] = [fpsText(minFps), fpsText(maxFps)]
  return from === to ? to : `${from} to ${to}`
}
