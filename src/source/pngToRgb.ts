import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png'
import type { Size } from '#frame/capture.ts'

/** 8-bit RGB, [heightPx, widthPx, 3]. */
export type Rgb = Size & { readonly pixels: Uint8Array }

/** Decodes any PNG (grey, colour, palette, 1 to 16 bits); transparent parts are laid over black. @throws if damaged */
export function pngToRgb(png: Uint8Array): Rgb {
  const decoded = decode(png)
  const { samples, channels } = eightBit(decoded)
  return { widthPx: decoded.width, heightPx: decoded.height, pixels: overBlack(samples, channels) }
}

/** Width and height out of a PNG's first chunk, so that a huge one is refused before it is decoded. */
export function pngSize(png: Uint8Array): Size {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  return { widthPx: view.getUint32(16), heightPx: view.getUint32(20) }
}

type Samples = { readonly samples: Uint8Array | Uint8ClampedArray; readonly channels: number }

function eightBit(png: DecodedPng): Samples {
  const { data, channels, depth, palette } = png
  if (palette && palette.length > 0) return { samples: convertIndexedToRgb(png), channels: palette[0]?.length ?? 3 }
  if (data instanceof Uint16Array) return { samples: Uint8Array.from(data, (v) => v >> 8), channels }
  return { samples: depth < 8 ? unpacked(png) : data, channels }
}

/** Grey with 1, 2 or 4 bits a pixel, packed from the left, rows starting on a byte → one byte a pixel, 0 to 255. */
function unpacked({ data, width, height, depth }: DecodedPng): Uint8Array {
  const samples = new Uint8Array(width * height)
  const rowBytes = Math.ceil((width * depth) / 8)
  const max = 2 ** depth - 1
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const byte = data[y * rowBytes + ((x * depth) >> 3)]
      samples[at] = (((byte >> (8 - depth - ((x * depth) & 7))) & max) * 255) / max
    }
  }
  return samples
}

/** @param channels 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha */
function overBlack(samples: Samples['samples'], channels: number): Uint8Array {
  const count = samples.length / channels
  const pixels = new Uint8Array(count * 3)
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2]
  const hasAlpha = channels % 2 === 0
  for (let i = 0, from = 0, to = 0; i < count; i++, from += channels, to += 3) {
    const alpha = hasAlpha ? samples[from + channels - 1] / 255 : 1
    pixels[to] = samples[from] * alpha
    pixels[to + 1] = samples[from + green] * alpha
    pixels[to + 2] = samples[from + blue] * alpha
  }
  return pixels
}
