import type { Size } from '#frame/capture.ts'
import type { Film, Ratio } from './probe.ts'

/** How the pictures of a film are brought to a size. */
export type Fitted = Size & {
  /** Filters of ffmpeg that do it, in this order; they begin with the one that changes the colours' form too. */
  readonly filters: readonly string[]
  /** Of the result. */
  readonly pixelShape: Ratio
}

export type FitOptions = {
  /** Pixel format of the result: `rgb24`. */
  readonly form: string
  readonly multiple: number
  /** What the scaler is told about the colours of the result: `out_color_matrix=bt601:out_range=pc`. */
  readonly output?: string
}

/** Every pixel as it is meant, without the shortcuts that lose colour at edges. */
const FLAGS = 'flags=accurate_rnd+full_chroma_int+full_chroma_inp+bicubic'
const SQUARE: Ratio = { num: 1, den: 1 }

/**
 * Brings the pictures of a film to a size: scaled until they cover it, with what stands over cut off evenly, and square
 * pixels. Without a size they are not scaled at all, only cut to sides that are multiples of `multiple`.
 */
export function fitted(film: Film, size: Size | undefined, { form, multiple, output }: FitOptions): Fitted {
  const scale = [`scale=${FLAGS}:in_color_matrix=${matrixOf(film)}`, ...(output ? [output] : [])].join(':')
  if (size) {
    const cover = covering(film, size)
    const filters = [`${scale}:w=${cover.widthPx}:h=${cover.heightPx}`, `format=${form}`, ...cropped(cover, size)]
    return { ...size, filters: [...filters, 'setsar=1'], pixelShape: SQUARE }
  }
  const cut = (px: number) => Math.floor(px / multiple) * multiple
  const own = { widthPx: cut(film.widthPx), heightPx: cut(film.heightPx) }
  return { ...own, filters: [scale, `format=${form}`, ...cropped(film, own)], pixelShape: film.pixelShape }
}

/** The matrix between brightness and colour, as players take it: what the file says, or else what is usual for its size. */
export function matrixOf({ colour, heightPx, widthPx }: Pick<Film, 'colour' | keyof Size>): string {
  const said = colour.matrix && MATRICES[colour.matrix]
  return said ?? (Math.min(widthPx, heightPx) >= 720 ? 'bt709' : 'smpte170m')
}

/** Those that ffmpeg's scaler has, by what a file may say. */
const MATRICES: Readonly<Record<string, string>> = {
  bt709: 'bt709',
  fcc: 'fcc',
  bt470bg: 'bt470',
  smpte170m: 'smpte170m',
  smpte240m: 'smpte240m',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
}

function covering({ widthPx, heightPx, pixelShape }: Film, size: Size): Size {
  const wide = (widthPx * pixelShape.num) / pixelShape.den
  const factor = Math.max(size.widthPx / wide, size.heightPx / heightPx)
  return {
    widthPx: Math.max(size.widthPx, Math.round(wide * factor)),
    heightPx: Math.max(size.heightPx, Math.round(heightPx * factor)),
  }
}

function cropped(from: Size, to: Size): string[] {
  if (from.widthPx === to.widthPx && from.heightPx === to.heightPx) return []
  return [`crop=${to.widthPx}:${to.heightPx}:exact=1`]
}
