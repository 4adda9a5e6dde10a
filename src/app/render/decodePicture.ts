import sharp from 'sharp'
import type { Size } from '#frame/capture.ts'
import { checkedPicture, type Picture } from '#frame/picture.ts'
import { pngSize, pngToRgb, type Rgb } from '#source/pngToRgb.ts'
import { decodeJpeg } from '#video/jpeg.ts'
import { MjpegSplitter } from '#video/mjpegSplitter.ts'

/** Keeps a mistaken file from filling the memory. */
const MAX_PIXELS = 2 ** 28

/**
 * Decodes a JPEG, with the decoder of the live path, or a PNG, without loss; which one it is, the bytes say.
 *
 * A PNG may be grey, coloured or with a palette, with 1 to 16 bits a channel: 16 bits are cut to 8, what is transparent
 * is laid over black. Colour profiles are not applied, as in the live path.
 *
 * @throws Error in words, `the picture is truncated`
 */
export async function decodePicture(bytes: Uint8Array): Promise<Rgb> {
  if (bytes.length === 0) throw new Error('the file is empty')
  return isPng(bytes) ? decodePng(bytes) : decodedJpeg(wholeJpeg(bytes))
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Of a PNG: signature, length and name of the first chunk, and its 13 bytes. */
const HEADER_BYTES = 8 + 8 + 13

const isPng = (bytes: Uint8Array) => SIGNATURE.every((byte, i) => bytes[i] === byte)

async function decodePng(bytes: Uint8Array): Promise<Rgb> {
  if (bytes.length < HEADER_BYTES) throw new Error('the picture is truncated')
  checkPixels(pngSize(bytes))
  try {
    return (await decodedPlainPng(bytes)) ?? pngToRgb(bytes)
  } catch (cause) {
    throw new Error('the picture is a damaged PNG', { cause })
  }
}

/** Channels of a PNG with 8 bits a channel, by its colour type: RGB, and RGB with transparency. */
const PLAIN: Readonly<Record<number, 3 | 4>> = { 2: 3, 6: 4 }

/** What most PNGs are, the quick way, on libuv's threads; undefined for the others. */
async function decodedPlainPng(png: Uint8Array): Promise<Rgb | undefined> {
  const channels = png[24] === 8 ? PLAIN[png[25] as number] : undefined
  if (!channels) return undefined
  const reading = sharp(png, { ignoreIcc: true, limitInputPixels: MAX_PIXELS, failOn: 'warning' }).raw()
  const { data, info } = await reading.toBuffer({ resolveWithObject: true })
  if (info.channels !== channels) return undefined // one of the colours means transparent
  const pixels = channels === 3 ? data : overBlack(data)
  return { widthPx: info.width, heightPx: info.height, pixels }
}

/** RGBA → RGB, as `pngToRgb` does it */
function overBlack(samples: Uint8Array): Uint8Array {
  const pixels = new Uint8Array((samples.length / 4) * 3)
  for (let from = 0, to = 0; from < samples.length; from += 4, to += 3) {
    const alpha = samples[from + 3] / 255
    pixels[to] = samples[from] * alpha
    pixels[to + 1] = samples[from + 1] * alpha
    pixels[to + 2] = samples[from + 2] * alpha
  }
  return pixels
}

function wholeJpeg(bytes: Uint8Array): Picture {
  const picture = checkedPicture(bytes, MAX_PIXELS)
  if (!('refused' in picture)) return picture
  if (picture.refused === 'is not a JPEG') throw new Error('the file is neither a JPEG nor a PNG')
  // some phones append data of their own to a JPEG; up to its end marker it is complete
  const [jpeg] = picture.refused === 'is truncated' ? new MjpegSplitter({ maxBytes: bytes.length }).push(bytes) : []
  const whole = jpeg ? checkedPicture(jpeg, MAX_PIXELS) : picture
  if ('refused' in whole) throw new Error(`the picture ${whole.refused}`)
  return whole
}

async function decodedJpeg({ jpeg, widthPx, heightPx }: Picture): Promise<Rgb> {
  const pixels = new Uint8Array(widthPx * heightPx * 3)
  await decodeJpeg(jpeg, pixels, { widthPx, heightPx })
  return { widthPx, heightPx, pixels }
}

function checkPixels({ widthPx, heightPx }: Size): void {
  if (widthPx > 0 && heightPx > 0 && widthPx * heightPx <= MAX_PIXELS) return
  throw new Error(`the picture claims ${widthPx}x${heightPx} pixels; the limit is ${MAX_PIXELS}`)
}
