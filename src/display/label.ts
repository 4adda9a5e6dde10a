import { fileURLToPath } from 'node:url'
import type { Sharp, SharpOptions } from 'sharp'
import type { Size } from '#frame/capture.ts'
import { labelMarkup } from './labelMarkup.ts'
import { ontoPlate } from './labelPlate.ts'

export type LabelOptions = {
  /** What to write; too long lines are cut. */
  readonly lines: readonly string[]
  /** Height of the letters' line in pixels. */
  readonly fontPx: number
}

/** Text as a picture: 4 bytes a pixel (blue, green, red, alpha), the colours not multiplied by alpha. */
export type Label = Size & { readonly pixels: Uint8Array }

/** Comes with us: a machine that only shows pictures may have no font at all. Others stand in for letters that it lacks. */
const FONT = { font: 'JetBrains Mono Medium', fontfile: fileURLToPath(fontUrl()) }
const FONT_PX = { min: 8, max: 200 }

/**
 * Writes light text onto a dark, half-transparent plate, which can be read over any picture. Letters and digits are equally
 * wide, so the plate keeps its size while figures change. Takes a few milliseconds, on a thread of libuv.
 */
export async function renderLabel({ lines, fontPx }: LabelOptions): Promise<Label> {
  const sharp = await loadSharp()
  const sizePx = Math.round(Math.min(FONT_PX.max, Math.max(FONT_PX.min, fontPx)))
  // at 72 dpi a point is a pixel
  const text = { ...FONT, font: `${FONT.font} ${sizePx}`, text: labelMarkup(lines), rgba: true, dpi: 72 }
  const { data, info } = await sharp({ text }).raw().toBuffer({ resolveWithObject: true })
  const size = { widthPx: info.width, heightPx: info.height }
  return { ...size, pixels: ontoPlate(data, size, Math.round(sizePx / 3)) }
}

let loaded: Promise<(options: SharpOptions) => Sharp> | undefined

/** When the first text is wanted: the picture shall not wait for it. */
function loadSharp(): Promise<(options: SharpOptions) => Sharp> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    // every text is another one, so nothing is worth remembering
    sharp.cache(false)
    sharp.concurrency(1)
    return sharp
  })
  return loaded
}

function fontUrl(): URL {
  return new URL('../../assets/fonts/JetBrainsMono-Medium.ttf', import.meta.url)
}
